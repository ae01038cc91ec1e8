/** The hostile corpus and the check that runs it: `hermes doctor --sandbox`. For the harness only. */
export { loadCorpus } from './corpus.ts';
export { loadEscapes } from './escapes.ts';
export { formatSelfCheck, selfCheck } from './self-check.ts';
