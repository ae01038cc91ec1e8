import { renderTerminalTable } from '../../reports/render-terminal-table.ts';
import { inert, inertJson, oneLine } from '../contract/inert.ts';
import type { OutsideAgents } from '../contract/outside-agent.ts';
import type { SuiteSummary } from '../contract/summary.ts';

// Every word of a verb goes to people by this file, and is inert.

/** Prints facts: one JSON document under `--json`, text otherwise. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  console.log(json === true ? inertJson(value) : inert(text()));
}

/** Prints text on stdout. */
export function say(text: string): void {
  console.log(inert(text));
}

/** Prints text on stderr: where it is not what was asked for. */
export function tell(text: string): void {
  console.error(inert(text));
}

/** Shows how far something is on one line of a terminal, over what stood there; nothing elsewhere. Without a text the line is done. */
export function tellProgress(text?: string): void {
  if (process.stderr.isTTY) process.stderr.write(text === undefined ? '\n' : `\r\u001b[2K${oneLine(text)}`);
}

/** Prints the tables of a run, coloured on a terminal that wants colours. */
export function sayTables(suites: readonly SuiteSummary[], agents: OutsideAgents): void {
  const color = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
  // Its cells are inert; the colours around them are ours.
  for (const suite of suites) console.log(`\n${renderTerminalTable(suite, { color, agents })}`);
}
