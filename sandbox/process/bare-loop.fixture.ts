import type ivm from 'isolated-vm';

/** The least that executes a program in isolated-vm: an isolate, a context and an evaluation each, nothing judged or bounded. Prints ms per program. */
const [, , addonPath, count, source] = process.argv as [string, string, string, string, string];
const addon = { exports: {} as { ivm: typeof ivm } };
process.dlopen(addon, addonPath);
const run = (): void => {
  const isolate = new addon.exports.ivm.Isolate({ memoryLimit: 256 });
  isolate.createContextSync().evalSync(source);
  isolate.dispose();
};
for (let warm = 0; warm < 5; warm += 1) run();
const startedMs = performance.now();
for (let done = 0; done < Number(count); done += 1) run();
process.stdout.write(String((performance.now() - startedMs) / Number(count)));
