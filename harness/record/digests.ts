import { digestOf } from '../contract/canonical-json.ts';
import type { Material } from '../contract/manifest.ts';
import type { Digests } from '../contract/summary.ts';

/**
 * The four digests of a run (evidence.md §1.3), each over canonical JSON: parameters, materials (sorted `[name, sha256]`), run (= both and the
 * machine class) and results (= SHA-256 of samples.jsonl, given).
 */
export function runDigests(run: {
  parameters: object;
  materials: Material[];
  machineClass: string;
  results: string;
}): Digests {
  const parameters = digestOf(run.parameters);
  const materials = digestOf(sortedMaterials(run.materials).map(({ name, sha256 }) => [name, sha256]));
  const digest = digestOf({ parameters, materials, machineClass: run.machineClass });
  return { parameters, materials, run: digest, results: run.results };
}

/** Materials in the order of their names, by UTF-16 code units. */
function sortedMaterials(materials: Material[]): Material[] {
  return [...materials].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
