import { skipBinaryTest } from './worker/skip-binary-test.ts';

// Entry of a model worker process: speaks messages.ts over IPC and ends when its parent does.
skipBinaryTest();
const { serveWorker } = await import('./worker/serve.ts');
serveWorker(process);
