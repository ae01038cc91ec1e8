import { inject } from 'vitest';
import { currentSeal, installSeal } from '../../sandbox/network/index.ts';
import { listenForSuites } from './suite-listener.ts';
import { registerSuite } from './vitest-suites.ts';

const context = inject('hermes');
// Without isolation several suite files share a process, which is sealed once.
if (context.policy !== null && currentSeal() === null) await installSeal(context.policy).runCanaries();
listenForSuites((suite) => registerSuite(suite, context));
