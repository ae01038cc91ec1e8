import type { ProgramInput } from '../program.ts';
import type { Verdict } from '../verdict.ts';

/**
 * An everyday program that must pass after every other one. Its logs hold seeded randomness, the virtual clock and the stray marks
 * (`hostile…`) of the programs before it, so that anything left behind shows.
 */
export const benignControl: ProgramInput = {
  lang: 'js',
  form: 'definitions',
  entryPoint: 'solution',
  code: `
const strays = Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('hostile'));
for (const name in {}) strays.push(name);
console.log('strays ' + JSON.stringify(strays));
console.log('random ' + Math.random() + ' clock ' + Date.now());
async function solution(words) {
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  await new Promise((resolve) => setTimeout(resolve, 1));
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}`,
  cases: [
    { args: [['b', 'a', 'b']], expected: { a: 1, b: 2 } },
    { args: [[]], expected: {} },
  ],
  seed: 20_261_122,
};

/** What a control's verdict shows about the program before it: nothing, when it equals the `baseline` control that ran before all of them. */
export function controlComplaints(verdict: Verdict, baseline: Verdict | undefined): string[] {
  const complaints: string[] = [];
  if (verdict.status !== 'passed')
    complaints.push(`${verdict.status}, ${verdict.error.name}: ${verdict.error.message}`);
  if (!verdict.logs.includes('strays []')) complaints.push(`stray marks: ${verdict.logs.slice(0, 200)}`);
  if (verdict.logs !== baseline?.logs)
    complaints.push('its logs differ from those of the control before all entries');
  return complaints;
}
