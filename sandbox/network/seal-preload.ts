import { sealFromEnvironment } from './seal-from-environment.ts';

// For `--require`: a thread started with `eval: true` runs without waiting for `--import`.
sealFromEnvironment();
