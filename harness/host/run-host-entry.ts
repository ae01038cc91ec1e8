import { childMain } from '../wire/child-main.ts';
import { hostChild } from './host-protocol.ts';
import { startRunHost } from './run-host.ts';

const opened = new AsyncDisposableStack();
childMain(
  hostChild,
  {
    async start(given) {
      opened.use(await startRunHost(given));
      return null;
    },
  },
  { release: () => opened.disposeAsync() },
);
