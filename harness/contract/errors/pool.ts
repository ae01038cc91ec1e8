import type { ErrorTable } from './table.ts';

export const poolErrors = {
  HERMES_POOL_BAD_OPTIONS: {
    exit: 2,
    meaning: 'Options of the model pool contradict each other or are out of range.',
  },
  HERMES_POOL_BAD_REQUEST: {
    exit: 3,
    meaning: 'A completion was asked for with values the contract does not allow.',
  },
  HERMES_POOL_START: {
    exit: 3,
    meaning: 'A model worker could not be started, or ended before it was ready.',
  },
  HERMES_POOL_LOAD: { exit: 3, meaning: 'A worker could not load the model file.' },
  HERMES_POOL_TOO_LARGE: { exit: 3, meaning: 'The model and its context do not fit into memory.' },
  HERMES_POOL_NO_DEVICE: { exit: 2, meaning: 'A device was asked for that this machine does not have.' },
  HERMES_POOL_QUANTIZATION: {
    exit: 2,
    meaning: 'The platform × quantization table refuses this model here.',
  },
  HERMES_POOL_TEMPLATE: {
    exit: 3,
    meaning: 'The model has no chat template, or the template refuses the messages.',
  },
  HERMES_POOL_TOOLS: {
    exit: 3,
    meaning: 'Tools were given to a model whose chat template has no place for them.',
  },
  HERMES_POOL_GRAMMAR: { exit: 3, meaning: 'A JSON schema cannot be turned into a grammar.' },
  HERMES_POOL_WORKER: { exit: 3, meaning: 'A worker failed while it answered, without crashing.' },
  HERMES_POOL_CRASHED: { exit: 3, meaning: 'Workers kept crashing on a request; it was tried three times.' },
  HERMES_POOL_TIMEOUT: {
    exit: 3,
    meaning: 'Workers passed the deadline of a request; it was tried three times.',
  },
  HERMES_POOL_MEMORY: {
    exit: 3,
    meaning: 'Workers passed their memory limit on a request; it was tried three times.',
  },
  HERMES_POOL_MODEL_CHANGED: {
    exit: 3,
    meaning: 'A model file was written to, or replaced by another, while a run went on.',
  },
  HERMES_POOL_QUEUE_FULL: { exit: 3, meaning: 'More requests wait than the queue may hold.' },
  HERMES_POOL_NO_WORKERS: { exit: 3, meaning: 'No worker is left and none can be started again.' },
  HERMES_POOL_CLOSED: { exit: 3, meaning: 'The pool is draining or closed and takes no more requests.' },
} as const satisfies ErrorTable<'POOL'>;
