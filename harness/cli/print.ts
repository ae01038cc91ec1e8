/** Prints facts: one JSON document under `--json`, text otherwise. */
export function print(json: boolean | undefined, value: unknown, text: () => string): void {
  console.log(json === true ? JSON.stringify(value) : text());
}
