export const leastNode: number;
export function findNode(): string | undefined;
export function noNode(): { message: string; fix: string };
