/** A spec in Jest's style as test code of ours, and the first function or class that it imports from the solution. */
export interface SpecTest {
  code: string;
  entryPoint: string;
}

interface Imported {
  /** Name that the solution exports. */
  name: string;
  /** Name in the spec. */
  local: string;
}

const imports = /^import\s+([^'"]*?)\s+from\s+['"]([^'"]+)['"];?[ \t]*$/gm;
const globals = [
  'describe',
  'test',
  'it',
  'expect',
  'beforeEach',
  'afterEach',
  'beforeAll',
  'afterAll',
  'xtest',
  'xit',
  'xdescribe',
  'jest',
];

/**
 * The spec without its imports: Jest's own names come from the test's realm, those of the solution's file from what it exports, or by name where it exports
 * nothing. Tests that are switched off for learners are switched on. Undefined when it imports nothing from that file.
 */
export function specAsTest(spec: string, file: string): SpecTest | undefined {
  const stem = file.replace(/\.\w+$/, '');
  const wanted: Imported[] = [];
  const rest = spec.replaceAll(imports, (whole, clause: string, from: string) => {
    const lines = '\n'.repeat(whole.split('\n').length - 1);
    if (from === '@jest/globals' || from === 'vitest') return lines;
    if (!from.startsWith('.') || from.replace(/^\.\//, '').replace(/\.\w+$/, '') !== stem) return whole;
    wanted.push(...namesOf(clause));
    return lines;
  });
  const [first] = wanted;
  if (first === undefined) return undefined;
  const body = rest.replaceAll(/\bx(test|it|describe)(?=\s*[.(])/g, '$1');
  const parameters = wanted.map(({ local }) => local).join(', ');
  const values = wanted
    .map(({ name, local }) => `pick(${JSON.stringify(name)}, () => ${name === 'default' ? local : name})`)
    .join(', ');
  return {
    entryPoint: first.name === 'default' ? first.local : first.name,
    code: `const { ${globals.join(', ')} } = require('@jest/globals'); ${pick} await (async (${parameters}) => { 'use strict'; ${body}\n})(${values});`,
  };
}

const pick = `const pick = (name, local) => { const all = typeof module === 'object' && module !== null ? module.exports : undefined; if (name === 'default' && typeof all === 'function') return all; if (all !== undefined && all !== null && Object(all)[name] !== undefined) return all[name]; try { return local(); } catch { return undefined; } };`;

/** `A, { b, c as d }` as what is imported under which names; functions and classes by their look are not told apart here. */
function namesOf(clause: string): Imported[] {
  const [, whole = '', named = ''] = /^([^{]*?),?\s*(?:\{([^}]*)\})?$/.exec(clause.trim()) ?? [];
  const main = whole.trim();
  const listed = named
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', local = name] = part.split(/\s+as\s+/);
      return { name, local };
    });
  return main === '' ? listed : [{ name: 'default', local: main }, ...listed];
}
