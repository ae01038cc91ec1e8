import type { ErrorTable } from './table.ts';

export const taskErrors = {} as const satisfies ErrorTable<'TASK'>;
