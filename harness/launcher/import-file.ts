import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { HermesError, type HermesErrorCode, textOf } from '../contract/errors.ts';

/**
 * Imports a user's module (a config or a suite file) as Node itself does.
 * Own HermesErrors pass; anything else is thrown as `code` with a fix that fits.
 */
export async function importFile(
  path: string,
  { code, shown = path }: { code: HermesErrorCode; shown?: string },
): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(path);
  try {
    return (await import(href)) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && String(cause.code).startsWith('HERMES_')) throw cause;
    const text = reasonOf(cause);
    throw new HermesError(code, {
      message: `${shown} could not be loaded: ${text}${placeOf(path, cause)}.`,
      fix: fixFor(path, text),
      cause,
    });
  }
}

/** An error with what caused it: of a refused request, "fetch failed" alone would say nothing. */
function reasonOf(error: unknown): string {
  const own = error instanceof Error && 'rawMessage' in error ? String(error.rawMessage) : textOf(error);
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error ? `${own}: ${reasonOf(cause)}` : own.replace(/\.$/, '');
}

/** Node reads `.ts` and `.js` as CommonJS where package.json says so; suites and configs are modules. */
function fixFor(path: string, text: string): string {
  const asCommonJs = /outside a module|Unexpected token 'export'|Cannot use 'import\.meta'/.test(text);
  const ending = /\.([tj]s)$/.exec(path)?.[1];
  if (asCommonJs && ending !== undefined) {
    return `this package is CommonJS: rename the file to end in .m${ending}, or set "type": "module" in package.json.`;
  }
  return 'correct the file; `npx tsc --noEmit` may say more.';
}

/** ` (FILE:LINE)` of a syntax error, if it can be told: Node says it of TypeScript in the stack, of JavaScript only when it checks a file. */
function placeOf(path: string, cause: unknown): string {
  if (!(cause instanceof SyntaxError)) return '';
  const said = firstLine(cause.stack ?? '') ?? firstLine(checked(path));
  return said === undefined ? '' : ` (${said})`;
}

function firstLine(text: string): string | undefined {
  return /^(?:file:\/\/)?(\/?\S.*:\d+)\r?\n/.exec(text)?.[1];
}

/** What Node has against a file, which it does not run. */
function checked(path: string): string {
  return spawnSync(process.execPath, ['--check', path], { encoding: 'utf8', timeout: 10_000 }).stderr ?? '';
}
