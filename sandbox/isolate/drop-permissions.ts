interface PermissionModel {
  has: (scope: string, reference?: string) => boolean;
  drop?: ((scope: string, reference?: string) => void) | undefined;
}

/** What a confined process must not have once programs come. */
const scopes = ['addon', 'child', 'worker', 'wasi', 'fs.write'];

/**
 * Gives up what only the start of a confined process needs: loading addons and reading its own files. True when Node's permission model
 * is on and nothing is left that reaches out of the process through it.
 */
export function dropPermissions(paths: string[]): boolean {
  const { permission } = process as unknown as { permission?: PermissionModel | undefined };
  if (permission === undefined) return false;
  permission.drop?.('addon');
  for (const path of paths) permission.drop?.('fs.read', path);
  return (
    !scopes.some((scope) => permission.has(scope)) && !paths.some((path) => permission.has('fs.read', path))
  );
}
