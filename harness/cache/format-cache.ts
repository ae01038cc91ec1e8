import { oneLine } from '../contract/inert.ts';
import type { ImportResult } from './import-model.ts';
import type { CacheEntry } from './list-cache.ts';
import type { PullResult } from './pull-model.ts';
import type { LockUpdate } from './update-lock.ts';
import type { CacheVerification } from './verify-cache.ts';

/** `hermes cache list` for people. */
export function formatList(entries: CacheEntry[]): string {
  if (entries.length === 0)
    return 'The cache is empty. Fill it with hermes cache pull ORG/NAME or hermes cache import FILE.gguf --as ORG/NAME.';
  const header = ['MODEL', 'FILE', 'SIZE', 'QUANT', 'ARCH', 'CONTEXT', 'LICENCE'];
  const rows = entries.map((entry) => [
    `${entry.repoType === 'dataset' ? 'dataset ' : ''}${entry.repo}@${entry.refs[0] ?? entry.revision.slice(0, 12)}`,
    entry.file,
    formatBytes(entry.bytes),
    entry.quantization ?? '-',
    entry.architecture ?? '-',
    String(entry.contextLength ?? '-'),
    entry.license ?? 'unknown',
  ]);
  const problems = entries.flatMap(({ path, problem }) =>
    problem === null ? [] : [`! ${oneLine(path)}: ${oneLine(problem)}`],
  );
  return [...columns([header, ...rows.map((row) => row.map((cell) => oneLine(cell)))]), ...problems].join(
    '\n',
  );
}

/** `hermes cache pull` for people, after the progress. */
export function formatPull(result: PullResult): string {
  const files = result.files.map(
    ({ file, bytes, downloaded }) =>
      `  ${oneLine(file)}  ${formatBytes(bytes)}  ${downloaded ? 'downloaded' : 'was there'}`,
  );
  return [`${result.repo}@${result.revision} in ${result.cacheDir}`, ...files].join('\n');
}

/** `hermes cache import` for people. */
export function formatImport(result: ImportResult): string {
  const ref = oneLine(`${result.repo}@${result.revision}:${result.file}`);
  const how = result.copied ? 'imported' : 'was there already';
  return [
    `${ref}  ${formatBytes(result.bytes)}  ${how}`,
    `sha256 ${result.sha256}`,
    `in ${result.cacheDir}`,
    ...result.warnings.map((warning) => `! ${warning}.`),
    `Lock it with: hermes cache lock ${ref}`,
  ].join('\n');
}

/** `hermes cache verify` for people. */
export function formatVerification(result: CacheVerification): string {
  const lines = result.problems.map(
    ({ path, problem, fix }) => `! ${oneLine(path)}: ${oneLine(problem)}. Fix: ${oneLine(fix)}`,
  );
  const open = result.unverifiable.map(
    (path) => `? ${oneLine(path)}: a regular file that is not in the lock; only its header was checked.`,
  );
  return [...lines, ...open, `${result.verified} files verified, ${result.problems.length} problems.`].join(
    '\n',
  );
}

/** `hermes cache lock` for people. */
export function formatLock(update: LockUpdate): string {
  const lines = (['added', 'changed', 'unchanged', 'removed'] as const).flatMap((kind) =>
    update[kind].map((key) => `${kind.padEnd(9)} ${oneLine(key)}`),
  );
  const warnings = update.warnings.map((warning) => `! ${warning}.`);
  return [...lines, ...warnings, `wrote ${update.lockPath}`].join('\n');
}

/** E.g. `2.1 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function columns(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
