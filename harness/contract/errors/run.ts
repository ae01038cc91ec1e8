import type { ErrorTable } from './table.ts';

export const runErrors = {
  HERMES_RUN_NO_SUITE: { exit: 2, meaning: 'A suite file or a suite name does not exist.' },
  HERMES_RUN_SUITE_INVALID: { exit: 2, meaning: 'A suite file does not declare a usable suite.' },
  HERMES_RUN_GATE_INVALID: {
    exit: 2,
    meaning: 'A gate is on a metric that its suite does not have, or its threshold makes no sense.',
  },
  HERMES_RUN_EMPTY: { exit: 2, meaning: 'The selection leaves no task to run.' },
  HERMES_RUN_OUT_UNWRITABLE: { exit: 2, meaning: 'The output directory cannot be written.' },
  HERMES_RUN_REFERENCE_FAILS: {
    exit: 2,
    meaning: 'A task of our own fails its own hidden tests with its reference.',
  },
  HERMES_RUN_PROJECT: { exit: 3, meaning: 'The process that reads config and suite files did not start.' },
  HERMES_RUN_DESCRIPTORS: {
    exit: 3,
    meaning: 'A process may have fewer open files here than a run with so many workers needs.',
  },
  HERMES_RUN_HOST_START: { exit: 3, meaning: 'The run host did not start.' },
  HERMES_RUN_AGENT_START: { exit: 3, meaning: 'The process of an agent did not start.' },
  HERMES_RUN_HOST_LOST: {
    exit: 3,
    meaning: 'The run host ended in the middle of a run; finished samples are in the journal.',
  },
  HERMES_RUN_STOPPED: {
    exit: 3,
    meaning:
      'One fault of the harness met sample after sample; the run was stopped, what was finished is reported.',
  },
  HERMES_RUN_DISK: {
    exit: 3,
    meaning:
      'The disk of the run directory is full or fails; what was finished is reported as far as it has room.',
  },
  HERMES_RUN_PROTOCOL: { exit: 3, meaning: 'Launcher and run host did not understand each other.' },
  HERMES_RUN_SAMPLE_FAULT: {
    exit: 3,
    meaning: 'The harness failed on a sample; the sample is of class harness, never a zero.',
  },
  HERMES_RUN_ARMS_DIFFER: {
    exit: 3,
    meaning: 'Outcomes differ between arms that had identical prompts and seeds.',
  },
  HERMES_RUN_SEAL_LEVEL: {
    exit: 4,
    meaning: 'HERMES_HERMETIC=1 asks for a seal level that this machine does not grant.',
  },
  HERMES_RUN_RESIDUE: { exit: 3, meaning: 'The run left processes, sockets or files behind.' },
  HERMES_RUN_DIR_UNREADABLE: {
    exit: 2,
    meaning: 'A folder is not the directory of a finished run, or a file of it is damaged.',
  },
  HERMES_RUN_REPORT_DIFFERS: {
    exit: 1,
    meaning: 'A report made again is not the one that the manifest lists; nothing was written.',
  },
  HERMES_RUN_MATERIAL_CHANGED: {
    exit: 3,
    meaning:
      'A model, prompt, library or our own code was changed while a run went on; what was finished is reported.',
  },
  HERMES_RUN_SYSTEM: {
    exit: 3,
    meaning: 'The operating system refused to read or write a file: no room, no right, no such place.',
  },
  HERMES_RUN_INTERNAL: { exit: 3, meaning: 'Something that should be impossible happened inside Hermes.' },
} as const satisfies ErrorTable<'RUN'>;
