import type { ErrorTable } from './table.ts';

export const poolErrors = {} as const satisfies ErrorTable<'POOL'>;
