import { installSolution } from './solution.ts';
import { installTest } from './test.ts';
import type { Outside } from './globals.ts';

/** The names of the outside functions, in the order in which `install` takes them after its kind and configuration. */
export const outsideNames = ['log', 'refuse', 'assertion', 'url', 'invoke'] as const;

/** Entry of the text that is evaluated in each isolate: gives `[driver, bind]`. */
export function install(kind: string, config: string, ...functions: never[]): unknown {
  const outside = {} as Record<string, unknown>;
  for (let at = 0; at < outsideNames.length; at += 1) outside[outsideNames[at] as string] = functions[at];
  const parsed = JSON.parse(config) as Parameters<typeof installSolution>[1];
  return kind === 'test'
    ? installTest(outside as unknown as Outside, parsed)
    : installSolution(outside as unknown as Outside, parsed);
}
