import type { Evidence, Material } from '../harness/contract/manifest.ts';

/** The materials whose names begin with a prefix, e.g. `prompt:`. */
export function materialsOf({ materials }: Evidence, prefix: string): Material[] {
  return materials.filter(({ name }) => name.startsWith(prefix));
}

/** The model file of a run by the name that its cache gives it, and its digest. */
export function modelOf(manifest: Evidence): { name: string; material: Material } | undefined {
  const material = manifest.materials.find(({ name }) => name === 'model');
  if (material === undefined) return undefined;
  return { name: `${noteOf(material, 'repo')}/${noteOf(material, 'file')}`, material };
}

/** What a material's annotation says; empty when it has none of this name. */
export function noteOf({ annotations }: Material, name: string): string {
  const note = annotations[name];
  return typeof note === 'string' ? note : '';
}
