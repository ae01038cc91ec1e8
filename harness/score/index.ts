export { scoreExitCode, type ScoreResult } from './score-result.ts';
export { resultsPath, scoreSamples, type ScoreOptions, type ScoreProgress } from './score-samples.ts';
export { scoreProgressText, scoreText } from './score-text.ts';
