export { scoreExitCode } from './score-result.ts';
export { scoreSamples } from './score-samples.ts';
export { scoreProgressText, scoreText } from './score-text.ts';
