import { parse } from '@babel/parser';

/** Text with places where a mutant's text may stand instead of the original's. */
type Part = string | { id: number; mutated: Part[]; original: Part[] };

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

const question = 'stryMutAct_9fa48';
const coverage = 'stryCov_9fa48';

/**
 * Takes Stryker's switches out of an instrumented program: gives its text with one mutant in place, or with none. Nothing in that text says which of both it
 * is, neither a name nor a shape: where a mutant could stand, the original stands in the same brackets.
 */
export function withoutSwitches(content: string, lang: 'js' | 'ts'): (id: number | null) => string {
  const { program } = parse(content, {
    sourceType: 'unambiguous',
    errorRecovery: true,
    allowReturnOutsideFunction: true,
    plugins: lang === 'ts' ? ['typescript', 'decorators-legacy'] : ['decorators-legacy'],
  });
  const parts = partsOf(content, program as unknown as Node, { start: 0, end: content.length });
  return (id) => textOf(parts, id);
}

function textOf(parts: readonly Part[], id: number | null): string {
  return parts
    .map((part) =>
      typeof part === 'string' ? part : textOf(part.id === id ? part.mutated : part.original, id),
    )
    .join('');
}

function partsOf(content: string, node: Node, range: { start: number; end: number } = node): Part[] {
  const parts: Part[] = [];
  let at = range.start;
  for (const found of switchesIn(node).filter(({ start }) => start >= range.start)) {
    parts.push(content.slice(at, found.start), switchOf(content, found));
    at = found.end;
  }
  return [...parts, content.slice(at, range.end)];
}

function switchOf(content: string, node: Node): Part {
  const id = idOf(node) as number;
  const [consequent, alternate] = [node['consequent'], node['alternate']] as [Node, Node];
  if (node.type === 'IfStatement') {
    const [told] = alternate['body'] as [Node];
    const rest = partsOf(content, alternate, { start: told.end, end: alternate.end });
    return { id, mutated: partsOf(content, consequent), original: ['{', ...rest] };
  }
  const mutated = ['(', ...partsOf(content, consequent), ')'];
  if (idOf(alternate) !== undefined) return { id, mutated, original: partsOf(content, alternate) };
  const [, original] = alternate['expressions'] as [Node, Node];
  return { id, mutated, original: ['(', ...partsOf(content, original), ')'] };
}

/** The outermost switches of a node, in the order of the text. */
function switchesIn(node: Node): Node[] {
  if (idOf(node) !== undefined) return [node];
  return childrenOf(node)
    .flatMap((child) => switchesIn(child))
    .sort((a, b) => a.start - b.start);
}

/** The mutant that a node asks for, where it is a switch. */
function idOf(node: Node): number | undefined {
  if (node.type !== 'ConditionalExpression' && node.type !== 'IfStatement') return undefined;
  const test = node['test'] as Node;
  if (!isCallOf(test, question) || !isSwitched(node['alternate'] as Node | null)) return undefined;
  const [id] = test['arguments'] as [{ value: string }];
  return Number(id.value);
}

function isSwitched(alternate: Node | null): boolean {
  if (alternate === null) return false;
  if (alternate.type === 'SequenceExpression')
    return isCallOf((alternate['expressions'] as [Node])[0], coverage);
  if (alternate.type !== 'BlockStatement') return idOf(alternate) !== undefined;
  const [first] = alternate['body'] as [Node | undefined];
  return first?.type === 'ExpressionStatement' && isCallOf(first['expression'] as Node, coverage);
}

function isCallOf(node: Node, name: string): boolean {
  return node.type === 'CallExpression' && (node['callee'] as { name?: string }).name === name;
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter(
      (value): value is Node =>
        typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value,
    );
}
