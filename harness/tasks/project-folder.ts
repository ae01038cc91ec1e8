import { resolve } from 'node:path';

let folder: string | undefined;

/** Folder against which suites' relative paths are read; the working directory until a launcher says otherwise. */
export function projectFolder(): string {
  return folder ?? process.cwd();
}

/** Reads relative paths of suites against this folder from now on; returns the undo. */
export function useProjectFolder(path: string): () => void {
  const before = folder;
  folder = resolve(path);
  return () => {
    folder = before;
  };
}
