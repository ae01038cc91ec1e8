import type { ErrorTable } from './table.ts';

export const anchorsErrors = {} as const satisfies ErrorTable<'ANCHORS'>;
