import { z } from 'zod';
import type { Calls } from './calls.ts';

/** Both ends of a socket agree on these. */
export interface SocketOptions<C extends Calls> {
  path: string;
  /** What a peer must say before its first call. */
  secret: string;
  calls: C;
  /** Longest message in bytes. */
  limitBytes?: number | undefined;
}

export const socketLimitBytes = 16 * 2 ** 20;

/** The first line of whoever connects. */
export const Hello = z.strictObject({ type: z.literal('hello'), secret: z.string() });
/** The first line of whoever is connected to. */
export const Welcome = z.strictObject({ type: z.literal('welcome') });

/** Longest greeting: nothing larger is read from a peer that is not admitted. */
export const helloBytes = 1_024;
