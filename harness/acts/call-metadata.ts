import { A2A_VERSION_HEADER, HTTP_EXTENSION_HEADER } from '@a2a-js/sdk';
import { Metadata, ServerInterceptingCall, type ServerInterceptor, status } from '@grpc/grpc-js';
import { z } from 'zod';
import { Arm } from '../contract/run-record.ts';
import { isSecret } from '../wire/secret.ts';
import type { AgentReport } from './act-server.ts';
import { actsExtensionUri } from '../contract/outside-agent.ts';

/** What accompanies a call beside the message: A2A's version, the extension, and the arm that the answer is to come in. */
export function callMetadata(
  arm: Arm,
  said: { secret?: string | undefined; headers?: Record<string, string> | undefined } = {},
): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(said.headers ?? {})) metadata.set(name, value);
  metadata.set(A2A_VERSION_HEADER, '1.0');
  metadata.set(HTTP_EXTENSION_HEADER, actsExtensionUri);
  metadata.set(armHeader, arm);
  if (said.secret !== undefined) metadata.set(secretHeader, said.secret);
  return metadata;
}

/** Ends every call that does not carry the secret with UNAUTHENTICATED, before its message is read. */
export function admitOnly(secret: string): ServerInterceptor {
  return (_method, call) =>
    new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, pass) {
            if (isSecret(metadata.get(secretHeader)[0]?.toString(), secret)) return pass(metadata);
            call.sendStatus({
              code: status.UNAUTHENTICATED,
              details: 'this agent answers its run host only',
            });
          },
        });
      },
    });
}

/** The arm a caller asked for; null when it named none (any other A2A client). */
export function armOf(metadata: Metadata): Arm | null {
  return Arm.safeParse(metadata.get(armHeader)[0]?.toString()).data ?? null;
}

/** The trailer by which an agent tells what its answer cost: times in whole microseconds, at most 200 dereferences (HTTP/2 bounds headers). */
export function reportTrailer(report: AgentReport): Metadata {
  const metadata = new Metadata();
  const short = {
    ...report,
    handlerMs: toMicroseconds(report.handlerMs),
    derefMs: report.derefMs.slice(0, 200).map(toMicroseconds),
  };
  metadata.set(reportHeader, JSON.stringify(short));
  return metadata;
}

/** The report in a trailer; null when there is none, or none that can be read. */
export function reportOf(trailer: Metadata | undefined): AgentReport | null {
  const text = trailer?.get(reportHeader)[0]?.toString();
  if (text === undefined) return null;
  try {
    return Report.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const toMicroseconds = (ms: number) => Math.round(ms * 1_000) / 1_000;

const armHeader = 'hermes-arm';
const secretHeader = 'hermes-secret';
const reportHeader = 'hermes-report';

const Report = z.strictObject({
  handlerMs: z.number().nonnegative(),
  derefMs: z.array(z.number().nonnegative()),
  derefBytes: z.number().int().nonnegative(),
});
