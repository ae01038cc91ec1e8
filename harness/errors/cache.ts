import type { ErrorTable } from './table.ts';

export const cacheErrors = {} as const satisfies ErrorTable<'CACHE'>;
