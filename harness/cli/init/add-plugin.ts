/** Names under which Vitest looks for its config, first match wins. */
const endings = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'];
export const vitestConfigNames = ['vitest.config', 'vite.config'].flatMap((name) =>
  endings.map((ending) => `${name}.${ending}`),
);

const pluginImport = "import { hermes } from 'hermes-harness/vitest';\n";

/**
 * Adds `hermes()` to the plugins of a Vite or Vitest config, or gives null where that is not safe without reading code as a person does: only an object
 * literal in `defineConfig({ … })` or `export default { … }`, with at most one `plugins: [`.
 */
export function addPlugin(source: string): string | null {
  const objects = [...source.matchAll(/(?:export default )?defineConfig\(\s*\{|export default \{/g)];
  const plugins = [...source.matchAll(/\bplugins\s*:\s*\[/g)];
  const anyPlugins = [...source.matchAll(/\bplugins\b/g)];
  const [object] = objects;
  if (object === undefined || objects.length !== 1 || anyPlugins.length !== plugins.length) return null;
  if (plugins.length > 1 || !/^import\b/m.test(`${source}\nimport`) || /\brequire\(/.test(source))
    return null;
  const [list] = plugins;
  const at = (list ?? object).index + (list ?? object)[0].length;
  const insertion =
    list === undefined
      ? '\n  plugins: [hermes()],'
      : /^\s*\]/.test(source.slice(at))
        ? 'hermes()'
        : 'hermes(), ';
  return withImport(source.slice(0, at) + insertion + source.slice(at));
}

// Below a shebang or triple-slash lines, which must stay first.
function withImport(source: string): string {
  const head = /^(?:#!.*\n|\/\/\/.*\n)*/.exec(source)?.[0] ?? '';
  return head + pluginImport + source.slice(head.length);
}
