import { defineConfig } from 'hermes-harness';

export default defineConfig({
  agents: { coder: { a2a: process.env['MY_CODER'] ?? 'unix:/tmp/my-coder.sock' } },
});
