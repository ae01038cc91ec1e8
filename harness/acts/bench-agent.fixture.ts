// The other process of the message path bench: an agent of ours and a raw grpc-js echo, each on its own socket.
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { openAnchorStore } from '../anchors/store.ts';
import { jsonHandler } from './json-handler.ts';
import { serveAgent } from './serve-agent.ts';

const [dir = ''] = process.argv.slice(2);
const store = openAnchorStore({ path: `${dir}/a.sqlite`, clock: () => 0, capacityBytes: 1e9 });
await serveAgent({
  role: 'coder',
  listen: `unix:${dir}/agent.sock`,
  store,
  handler: jsonHandler(async ({ statement }) => ({ code: statement ?? '' })),
});

const asIs = (bytes: Buffer) => bytes;
const echo = new Server({ 'grpc.max_receive_message_length': -1 });
echo.addService(
  {
    echo: {
      path: '/raw/Echo',
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  },
  {
    echo: (call: { request: Buffer }, callback: (error: null, value: Buffer) => void) =>
      callback(null, call.request),
  },
);
await new Promise((resolve) => {
  echo.bindAsync(`unix:${dir}/echo.sock`, ServerCredentials.createInsecure(), resolve);
});
process.stdout.write('listening\n');
