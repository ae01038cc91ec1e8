import { installSealFromEnvironment } from './seal-from-environment.ts';

await installSealFromEnvironment();
