import { inject } from 'vitest';
import { installSeal } from '../../sandbox/network/seal.ts';
import { listenForSuites } from '../suite-listener.ts';
import { registerSuite } from './vitest-suites.ts';

const context = inject('hermes');
if (context.policy !== null) await installSeal(context.policy).runCanaries();
listenForSuites((suite) => registerSuite(suite, context));
