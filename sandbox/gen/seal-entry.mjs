// Made by npm run generate. Do not edit.
// For `--import`: seals this process and proves it before its own code runs.
import { proveSeal, sealFromEnvironment } from './seal.mjs';

sealFromEnvironment();
await proveSeal();
