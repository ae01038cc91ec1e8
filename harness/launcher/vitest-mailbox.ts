import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SealPolicyInput } from '../../sandbox/network/index.ts';
import type { HostAddress } from './host-client.ts';
import type { Arm } from '../contract/run-record.ts';

/** What a run tells the process of the suites once its run host is up, or why it is not. */
export type RunLetter =
  | { hostAddress: HostAddress; arms: Arm[]; policy: SealPolicyInput | null }
  | { message: string };

/** What opens a mailbox. Vitest hands it to its processes over its own channel: the secret of the run host is on disk in cipher only. */
export interface MailboxKey {
  mailbox: string;
  /** 256 bits, base64. */
  key: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the process of the suites waits for its letter; null between runs. */
    hermes: MailboxKey | null;
  }
}

const letterName = 'run.json';
const pollMs = 20;

/** A folder for the one letter of a run. The run host starts only when a suite's test is collected, after Vitest has started its processes. */
export function openMailbox(): { address: MailboxKey; send(letter: RunLetter): void; remove(): void } {
  const mailbox = mkdtempSync(join(tmpdir(), 'hermes-vitest-'));
  const key = randomBytes(32);
  const remove = (): void => rmSync(mailbox, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    address: { mailbox, key: key.toString('base64') },
    send(letter) {
      writeFileSync(join(mailbox, 'draft'), seal(JSON.stringify(letter), key), { mode: 0o600 });
      renameSync(join(mailbox, 'draft'), join(mailbox, letterName));
    },
    remove() {
      process.off('exit', remove);
      remove();
    },
  };
}

/** Waits for the letter. Throws when the run is over before it came, and when somebody else wrote it. */
export async function awaitLetter(address: MailboxKey | null | undefined): Promise<RunLetter> {
  const mailbox = address?.mailbox ?? '';
  const path = join(mailbox, letterName);
  while (!existsSync(path)) {
    if (mailbox === '' || !existsSync(mailbox)) throw new Error('the run ended before it began.');
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return JSON.parse(unseal(readFileSync(path), Buffer.from(address?.key ?? '', 'base64'))) as RunLetter;
}

const cipher = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

function seal(text: string, key: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const sealing = createCipheriv(cipher, key, iv);
  const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
  return Buffer.concat([iv, sealing.getAuthTag(), body]);
}

function unseal(bytes: Buffer, key: Buffer): string {
  const opening = createDecipheriv(cipher, key, bytes.subarray(0, ivBytes));
  opening.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([opening.update(bytes.subarray(ivBytes + tagBytes)), opening.final()]).toString(
    'utf8',
  );
}
