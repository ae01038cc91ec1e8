import { installSolution } from './solution.ts';
import { installTest } from './test.ts';
import type { Outside, RealmConfig } from './globals.ts';

/** The names of the outside functions, in the order in which `install` takes them after its kind. */
export const outsideNames = ['log', 'refuse', 'assertion', 'note', 'url', 'invoke'] as const;

/** Entry of the text that is evaluated in each isolate: gives `driver`, `configure` and for solutions `bind`. */
export function install(kind: string, ...functions: never[]): unknown {
  const outside = {} as Record<string, unknown>;
  for (let at = 0; at < outsideNames.length; at += 1) outside[outsideNames[at] as string] = functions[at];
  const config: RealmConfig = { seed: 0, logCharacters: 0, outputCharacters: 0 };
  const installRealm = kind === 'test' ? installTest : installSolution;
  const realm = installRealm(outside as unknown as Outside, config);
  const configure = (text: string): void => void Object.assign(config, JSON.parse(text));
  return { ...realm, configure };
}
