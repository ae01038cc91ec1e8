import { PerformanceObserver } from 'node:perf_hooks';

/** What HTTP/2 itself moved in this process: frames, headers and messages of every session that has ended, in bytes. */
export interface Http2Bytes {
  sessions: number;
  sent: number;
  received: number;
}

/** Counts from now on until disposed. A session counts when it ends, so close the ports before reading the total. */
export function observeHttp2Bytes(): Disposable & { total(): Http2Bytes } {
  let total: Http2Bytes = { sessions: 0, sent: 0, received: 0 };
  const add = (entries: readonly { name: string; detail?: unknown }[]) => {
    for (const { name, detail } of entries) {
      if (name !== 'Http2Session' || !isSession(detail)) continue;
      total = {
        sessions: total.sessions + 1,
        sent: total.sent + detail.bytesWritten,
        received: total.received + detail.bytesRead,
      };
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ['http2'] });
  return {
    total: () => {
      add(observer.takeRecords());
      return total;
    },
    [Symbol.dispose]: () => observer.disconnect(),
  };
}

function isSession(detail: unknown): detail is { bytesWritten: number; bytesRead: number } {
  return detail !== null && typeof detail === 'object' && 'bytesWritten' in detail && 'bytesRead' in detail;
}
