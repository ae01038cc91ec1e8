import type { ErrorTable } from './table.ts';

export const cacheErrors = {
  HERMES_CACHE_BAD_REF: {
    exit: 2,
    meaning: 'A model reference is not of the form org/name[@revision][:file-or-quant].',
  },
  HERMES_CACHE_NOT_FOUND: {
    exit: 2,
    meaning: 'No cache directory holds the model, revision or file that was asked for.',
  },
  HERMES_CACHE_AMBIGUOUS: { exit: 2, meaning: 'Several files of a snapshot match and none is preferred.' },
  HERMES_CACHE_UNKNOWN_QUANT: {
    exit: 2,
    meaning: 'No file of the snapshot has the quantization that was asked for.',
  },
  HERMES_CACHE_DANGLING_LINK: { exit: 3, meaning: 'A snapshot links to a blob that is not there.' },
  HERMES_CACHE_NOT_GGUF: {
    exit: 3,
    meaning: 'A file does not start with the GGUF magic or has a version that cannot be read.',
  },
  HERMES_CACHE_TRUNCATED: { exit: 3, meaning: 'A GGUF file ends before its header or its tensors do.' },
  HERMES_CACHE_CORRUPT: { exit: 3, meaning: 'A GGUF header contradicts itself.' },
  HERMES_CACHE_BAD_LOCK: { exit: 2, meaning: 'hermes.lock.json is absent, is not JSON or has unknown keys.' },
  HERMES_CACHE_NOT_LOCKED: { exit: 2, meaning: 'A model or task file has no entry in hermes.lock.json.' },
  HERMES_CACHE_LOCK_MISMATCH: {
    exit: 3,
    meaning: 'A model or task file differs from its digest in hermes.lock.json.',
  },
  HERMES_CACHE_OFFLINE: {
    exit: 2,
    meaning: 'A download was asked for while HF_HUB_OFFLINE or HERMES_HERMETIC forbids it.',
  },
  HERMES_CACHE_GATED: {
    exit: 3,
    meaning: 'The Hub refuses access: the repository is gated or private, or the token is missing or wrong.',
  },
  HERMES_CACHE_NO_SUCH_REPO: { exit: 2, meaning: 'The Hub does not have the repository, revision or file.' },
  HERMES_CACHE_DOWNLOAD: {
    exit: 3,
    meaning: 'A download broke off and could not be continued, or the Hub answered with an error.',
  },
  HERMES_CACHE_DOWNLOAD_CORRUPT: {
    exit: 3,
    meaning: 'A downloaded file does not have the digest the Hub tells for it.',
  },
  HERMES_CACHE_WRITE: {
    exit: 3,
    meaning: 'The cache cannot be written: disk full, no permission or read-only.',
  },
} as const satisfies ErrorTable<'CACHE'>;
