import { hermes } from 'hermes-harness/vitest';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [hermes()],
});
