import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openCanaryListeners } from './canary-listeners.ts';
import { probeKernelLevel } from '../launch/kernel-level.ts';
import { createPrivateDirectory } from '../launch/private-directory.ts';
import { runSealed } from './sealed-child.fixture.ts';

const kernel = await probeKernelLevel();
const model = fileURLToPath(
  new URL(
    '../../fixtures/hub/models--hermes-harness--nano/snapshots/c7821ba9ccbee7afa502557a3197929a35f02341/nano-q8_0.gguf',
    import.meta.url,
  ),
);

test.each([['process', false], ...(kernel.level === 'kernel' ? [['kernel', true] as const] : [])] as [
  string,
  boolean,
][])('node-llama-cpp loads and answers in a sealed process at level %s', async (_level, namespace) => {
  await using directory = await createPrivateDirectory();
  await using listeners = await openCanaryListeners();
  const code = `
    import { getLlama, LlamaCompletion } from ${JSON.stringify(import.meta.resolve('node-llama-cpp'))};
    const llama = await getLlama({ build: 'never', skipDownload: true, gpu: false, maxThreads: 0, logLevel: 'error' });
    const loaded = await llama.loadModel({ modelPath: ${JSON.stringify(model)} });
    const context = await loaded.createContext({ contextSize: 128, threads: { ideal: 1, min: 1 } });
    const completion = new LlamaCompletion({ contextSequence: context.getSequence() });
    const text = await completion.generateCompletion('function', { maxTokens: 4, temperature: 0 });
    process.send(typeof text);
    await llama.dispose();
    process.disconnect();`;
  const plan = { role: 'model-worker', directory: directory.path, code, namespace } as const;
  const { code: exit, messages, ledger } = await runSealed({ ...plan, canaries: listeners.targets });
  expect({ exit, messages }).toEqual({ exit: 0, messages: ['string'] });
  // node-llama-cpp forks a process that tries the binary first: it is sealed too, and neither tried the network.
  expect(new Set(ledger.map((entry) => entry.process)).size).toBe(2);
  expect(ledger.filter((entry) => entry.type === 'attempt')).toEqual([]);
  expect(Object.values(listeners.arrivals()).every((count) => count === 0)).toBe(true);
});
