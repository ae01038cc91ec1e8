import type { ErrorTable } from './table.ts';

export const actsErrors = {} as const satisfies ErrorTable<'ACTS'>;
