import { defineConfig } from 'hermes-harness';

export default defineConfig({
  // The model that ships with Hermes. It answers small tasks like those of evals/hello.jsonl and nothing else; for your own:
  // npx hermes cache pull ORG/NAME:QUANT, npx hermes cache lock ORG/NAME:QUANT, and its name here with an entry under models.
  model: 'nano',
});
