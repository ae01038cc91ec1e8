import type { ErrorTable } from './table.ts';

export const configErrors = {} as const satisfies ErrorTable<'CONFIG'>;
