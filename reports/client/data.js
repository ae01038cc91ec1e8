const decoded = new Map();

/** Decodes an island of the page (base64 of gzip of JSON); each is decoded once. */
export function island(name) {
  const known = decoded.get(name);
  if (known !== undefined) return known;
  const loading = decode(name);
  decoded.set(name, loading);
  return loading;
}

/** The whole entry of a sample, or null when its transcript is not in this page. */
export async function sampleEntry(row) {
  if (row.chunk === null) return null;
  const chunk = await island(`samples-${row.chunk}`);
  return chunk[row.id] ?? null;
}

/** The task of a sample, or null. */
export async function taskOf(index, row) {
  const id = [row.suite, row.task].map((part) => encodeURIComponent(part.toWellFormed())).join('/');
  const number = index.taskChunks[id];
  if (number === undefined) return null;
  const chunk = await island(`tasks-${number}`);
  return chunk[id] ?? null;
}

async function decode(name) {
  const element = document.getElementById(`data-${name}`);
  if (element === null) throw new Error(`the page holds no ${name}`);
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return JSON.parse(await new Response(stream).text());
}
