import { z } from 'zod';
import { Suite } from '../contract/suite.ts';

/** A suite and the file that declares it. */
export const SuiteOfFile = z.strictObject({
  /** Relative to the project, forward slashes. */
  file: z.string(),
  suite: Suite,
});
export type SuiteOfFile = z.infer<typeof SuiteOfFile>;

/** The process that evaluates a project's config and suite files: what comes back is data. */
export const projectChild = {
  start: { params: z.null(), answer: z.null() },
  config: { params: z.strictObject({ path: z.string() }), answer: z.record(z.string(), z.json()) },
  suites: {
    params: z.strictObject({ projectRoot: z.string(), files: z.array(z.string()) }),
    answer: z.array(SuiteOfFile),
  },
};
