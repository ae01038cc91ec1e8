import { registerHooks } from 'node:module';

const binaryTest = '/node-llama-cpp/dist/bindings/utils/testBindingBinary.js';
const noTest = 'export async function testBindingBinary() { return true; }';

/**
 * Keeps node-llama-cpp from starting a process of its own that loads the native library for trial: a worker is that process already, and its
 * pool says so when it crashes. Call before node-llama-cpp is imported. See docs/decisions/0008-worker-is-the-binary-test.md.
 */
export function skipBinaryTest(): void {
  registerHooks({
    load: (url, context, nextLoad) =>
      url.endsWith(binaryTest)
        ? { format: 'module', shortCircuit: true, source: noTest }
        : nextLoad(url, context),
  });
}
