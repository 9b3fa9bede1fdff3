import { parseSync } from '@swc/core';

/**
 * One condition that can be removed: an operand of `&&` or `||`, the test of a branch, a case, the result of a
 * callback of `filter`, `find`, `some` or `every`, or any other comparison or negation.
 */
export interface Mutant {
  readonly id: number;
  /** Relative to the project. */
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** An operand is left out (`without`); any other condition is made always or never true. */
  readonly change: 'without' | 'always' | 'never';
  readonly text: string;
}

/**
 * Rewrites a TypeScript source so that each of its conditions can be removed at run time: `globalThis.mutation(id)`
 * returns whether to remove it. All mutants of all files are in one set of sources, which compiles once.
 */
export function instrument(
  source: string,
  file: string,
  firstId: number,
): { readonly source: string; readonly mutants: readonly Mutant[] } {
  const bytes = Buffer.from(source);
  const program = parseSync(source, { syntax: 'typescript', target: 'es2022' });
  // Spans count from where the parser's last file ended; the first statement may come after a comment.
  const base = program.span.start - firstStatement(bytes);
  const mutants: Mutant[] = [];
  const inserts: { readonly at: number; readonly text: string; readonly depth: number }[] = [];

  const note = (span: Span, change: Mutant['change']): number => {
    const id = firstId + mutants.length;
    const text = bytes.subarray(span.start - base, span.end - base).toString();
    const before = bytes
      .subarray(0, span.start - base)
      .toString()
      .split('\n');
    mutants.push({
      id,
      file,
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
      change,
      text: text.replace(/\s+/g, ' ').slice(0, 100),
    });
    return id;
  };
  const wrap = (span: Span, [before, after]: readonly [string, string], depth: number): void => {
    inserts.push({ at: span.start - base, text: before, depth });
    inserts.push({ at: span.end - base, text: after, depth: -depth });
  };
  // Nodes can be inside objects that are not nodes, such as the arguments of a call.
  const visit = (part: unknown, depth: number): void => {
    if (typeof part !== 'object' || part === null) return;
    if (isNode(part)) take(part, depth);
    for (const child of Object.values(part)) visit(child, depth + 1);
  };
  const taken = new Set<unknown>();
  const takeOperand = (side: SyntaxNode, operator: '&&' | '||', depth: number): void => {
    const id = note(side.span, 'without');
    wrap(
      side.span,
      [operator === '&&' ? `(mutation(${id}) || (` : `(!mutation(${id}) && (`, '))'],
      depth,
    );
    taken.add(unwrapped(side));
  };
  const takeAnswer = (answer: SyntaxNode, depth: number): void => {
    const always = note(answer.span, 'always');
    const never = note(answer.span, 'never');
    wrap(answer.span, [`(mutation(${always}) || (!mutation(${never}) && (`, ')))'], depth);
    taken.add(unwrapped(answer));
  };
  const takeCase = ({ span }: SyntaxNode, depth: number): void =>
    wrap(span, [`(mutation(${note(span, 'never')}) ? NaN : (`, '))'], depth);
  const take = (node: SyntaxNode, depth: number): void => {
    const { operator } = node;
    if (node.type === 'SwitchCase' && isNode(node['test'])) takeCase(node['test'], depth);
    if (operator === '&&' || operator === '||')
      for (const side of [node['left'], node['right']])
        if (isNode(side)) takeOperand(side, operator, depth);
    const answer = BRANCHES.has(node.type) ? node['test'] : predicateOf(node);
    if (isNode(answer)) takeAnswer(answer, depth - 0.5);
    if (COMPARISONS.has(String(operator)) && !taken.has(node)) takeAnswer(node, depth);
  };
  visit(program.body, 1);

  // At one place outer wrappings open before inner ones and close after them.
  const ordered = inserts.toSorted((a, b) => b.at - a.at || order(b, a));
  let out = bytes;
  for (const { at, text } of ordered)
    out = Buffer.concat([out.subarray(0, at), Buffer.from(text), out.subarray(at)]);
  const head = 'const mutation = globalThis.mutation ?? (() => false);\n';
  return { source: head + out.toString(), mutants };
}

const BRANCHES: ReadonlySet<string> = new Set([
  'IfStatement',
  'ConditionalExpression',
  'WhileStatement',
  'ForStatement',
]);
const COMPARISONS: ReadonlySet<string> = new Set([
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
  'in',
  'instanceof',
  '!',
]);
const PREDICATES: ReadonlySet<unknown> = new Set(['filter', 'find', 'some', 'every']);

/** The result of a callback that a node passes to one of {@link PREDICATES}, where it is one expression. */
function predicateOf({ callee, arguments: args }: SyntaxNode): unknown {
  if (!isNode(callee) || !isNode(callee['property'])) return null;
  if (!PREDICATES.has(callee['property']['value']) || !Array.isArray(args)) return null;
  const [callback] = args.map((argument: { readonly expression: unknown }) => argument.expression);
  const body = isNode(callback) && callback.type === 'ArrowFunctionExpression' && callback['body'];
  return isNode(body) && !Array.isArray(body['stmts']) ? body : null;
}

/** The expression in parentheses, or the node itself. */
function unwrapped(node: SyntaxNode): SyntaxNode {
  const inner = node.type === 'ParenthesisExpression' ? node['expression'] : null;
  return isNode(inner) ? unwrapped(inner) : node;
}

/** Closings (negative depths) come first, the innermost of them; then openings, the outermost of them. */
function order(a: { readonly depth: number }, b: { readonly depth: number }): number {
  if (a.depth < 0 !== b.depth < 0) return a.depth < 0 ? -1 : 1;
  return a.depth - b.depth;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface SyntaxNode {
  readonly type: string;
  readonly span: Span;
  readonly [property: string]: unknown;
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'span' in value;
}

/** Where the first statement starts: the parser's module span excludes comments before it. */
function firstStatement(bytes: Buffer): number {
  const text = bytes.toString();
  const comments = /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*/.exec(text)?.[0] ?? '';
  return Buffer.byteLength(comments);
}
