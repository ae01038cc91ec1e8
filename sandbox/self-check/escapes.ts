import { type CorpusEntry, corpusError, loadCorpus } from './corpus.ts';

/** Programs that get out of an isolate in which our own code is sloppy: by `caller`, `arguments.callee` and the receivers of call sites. */
const ids = [
  'escaping-stack-call-sites',
  'escaping-arguments-callee-caller',
  'escaping-caller-of-hooks',
  'escaping-caller-of-result-hooks',
];

/** The handful of the corpus that tells a strict sandbox from a sloppy one. Throws SandboxError HERMES_SANDBOX_CORPUS when one is missing. */
export async function loadEscapes(directory: string): Promise<CorpusEntry[]> {
  const entries = await loadCorpus(directory);
  return ids.map((id) => {
    const entry = entries.find((entry) => entry.id === id);
    if (entry === undefined) throw corpusError(`${id} is not in ${directory}.`);
    return entry;
  });
}
