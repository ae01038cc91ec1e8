import { inject } from 'vitest';
import { currentSeal, installSeal } from '../../sandbox/network/seal.ts';
import { listenForSuites } from '../suite-listener.ts';
import { registerSuite } from './vitest-suites.ts';

const context = inject('hermes');
// A process that a sealed Vitest started has its parent's seal already.
if (context.policy !== null && currentSeal() === null) await installSeal(context.policy).runCanaries();
listenForSuites((suite) => registerSuite(suite, context));
