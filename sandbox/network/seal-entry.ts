import { proveSeal, sealFromEnvironment } from './seal-from-environment.ts';

await proveSeal(sealFromEnvironment());
