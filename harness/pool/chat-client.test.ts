import { createPool } from './create-pool.ts';
import { chatClientContract } from './testing/chat-client-contract.ts';
import { nanoOptions } from './testing/nano.ts';

chatClientContract('the pool', async () => {
  const client = await createPool(await nanoOptions());
  return { client, [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
});
