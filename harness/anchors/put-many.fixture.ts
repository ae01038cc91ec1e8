// A process of the crash test: puts anchors of random sizes without end and says each one after it was acknowledged.
import { writeSync } from 'node:fs';
import { openAnchorStore } from './store.ts';

const [path = '', seed = '0'] = process.argv.slice(2);
const store = openAnchorStore({ path, clock: () => 0, capacityBytes: 1e9 });
for (let index = 0; ; index += 1) {
  const size = (Number(seed) * 7_919 + index * 104_729) % 60_000;
  const bytes = Buffer.alloc(size, `${seed}/${index};`);
  writeSync(1, `${store.put(index % 2 === 0 ? 'logs' : 'repo', bytes)} ${size}\n`);
}
