import { fileURLToPath } from 'node:url';

const keptFrames = 8;
const ownFrame =
  /sandbox[\\/]network[\\/](?!.*\.(?:test|fixture)\.)|sandbox[\\/]gen[\\/]seal|node:internal|node_modules[\\/](?:nock|@mswjs)[\\/]/;

/**
 * The frames of the code that made the attempt: without the seal's and Node's own, at most eight, paths relative to
 * `root` so that two machines record the same text.
 */
export function callerStack(stack: string, root: string): string {
  const frames = stack
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at ') && !ownFrame.test(line));
  return frames
    .slice(0, keptFrames)
    .map((line) => relative(line, root))
    .join('\n');
}

function relative(line: string, root: string): string {
  const plain = line.replace(/file:\/\/[^\s)]*/g, (url) => pathOf(url));
  return root === '' ? plain : plain.replaceAll(root.endsWith('/') ? root : `${root}/`, '');
}

function pathOf(url: string): string {
  try {
    const place = /(?::\d+){0,2}$/.exec(url)?.[0] ?? '';
    return fileURLToPath(url.slice(0, url.length - place.length)) + place;
  } catch {
    return url;
  }
}
