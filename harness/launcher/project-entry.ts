import { basename } from 'node:path';
import { currentSeal } from '../../sandbox/network/index.ts';
import { childMain } from '../wire/child-main.ts';
import { projectChild } from './project-protocol.ts';

// Evaluates a project's config and suite files, sealed; what they try to reach is listed under the name of the file.
childMain(projectChild, {
  start: async () => null,
  async config({ path }) {
    currentSeal()?.setContext({ suite: basename(path), task: null });
    const { evaluateConfig } = await import('./evaluate-config.ts');
    return evaluateConfig(path);
  },
  async suites({ projectRoot, files }) {
    const { evaluateSuites } = await import('./evaluate-suites.ts');
    return evaluateSuites(projectRoot, files, (file) =>
      currentSeal()?.setContext({ suite: file, task: null }),
    );
  },
});
