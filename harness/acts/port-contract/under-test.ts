import type { AnchorStore } from '../../anchors/store.ts';
import { type Act, jsonPayload } from '../../contract/act.ts';
import type { Arm } from '../../contract/run-record.ts';
import type { AgentHandler } from '../act-server.ts';
import type { AgentPort } from '../agent-port.ts';
import { newAct, replyTo } from '../new-act.ts';

/** A port to an agent with this handler, and the store both sides share. */
export interface PortUnderTest extends AsyncDisposable {
  port: AgentPort;
  store: AnchorStore;
}

/** Starts a fresh agent with this handler, in arm `C` where none is named. */
export type Start = (handler: AgentHandler, arm?: Arm) => Promise<PortUnderTest>;

/** Long enough for the slowest machine; no test waits for it. */
export const deadlineMs = 20_000;

/** A request to the coder. */
export function codeRequest(
  payload: Parameters<typeof jsonPayload>[0],
  ids: { spanId?: string | undefined } = {},
): Act {
  return newAct({
    type: 'REQUEST',
    sender: 'host',
    receiver: 'coder',
    header: { taskType: 'code', repo: 'micro/1' },
    payload: jsonPayload(payload),
    ...ids,
  });
}

/** Answers with what it was asked. */
export const echo: AgentHandler = async (act) => replyTo(act, { type: 'INFORM', payload: act.payload });
