import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new secret of a connection: 256 random bits. It is handed to a child at its start, over the pipe to it, and to nobody else. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a peer said the secret; takes as long whatever it said. */
export function isSecret(said: unknown, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof said === 'string' && timingSafeEqual(digest(said), digest(secret));
}
