import { serveWorker } from './worker/serve.ts';

// Entry of a model worker process: speaks messages.ts over IPC and ends when its parent does.
serveWorker(process);
