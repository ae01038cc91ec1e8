// A coder that writes programs which try the network: for the test that they are refused, counted and scored. Prints its address.
import { jsonHandler, serveAgent } from '../index.ts';

const agent = await serveAgent({
  role: 'coder',
  listen: process.argv[2] ?? '127.0.0.1:0',
  handler: jsonHandler(async ({ entryPoint }) => ({
    lang: 'js',
    code: `async function ${JSON.stringify(entryPoint).slice(1, -1)}() { try { await fetch('http://127.0.0.1:1/'); } catch {} return 'refused'; }`,
  })),
});
process.stdout.write(`${agent.address}\n`);
