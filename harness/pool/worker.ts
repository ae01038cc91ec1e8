import { skipBinaryTest } from './worker/skip-binary-test.ts';

// Entry of a model worker process: see worker-protocol.ts.
skipBinaryTest();
const { serveWorker } = await import('./worker/serve.ts');
serveWorker();
