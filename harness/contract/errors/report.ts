import type { ErrorTable } from './table.ts';

export const reportErrors = {} as const satisfies ErrorTable<'REPORT'>;
