// Made by npm run generate. Do not edit.
// For `--require`: a thread started with `eval: true` runs without waiting for `--import`.
import { sealFromEnvironment } from './seal.mjs';

sealFromEnvironment();
