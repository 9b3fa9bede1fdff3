import { parseSync } from '@swc/core';

/** One condition that can be taken away: an operand of `&&` or `||`, or the test of a branch. */
export interface Mutant {
  readonly id: number;
  /** Relative to the project. */
  readonly file: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  /** What is done to it, such as `without` an operand. */
  readonly change: 'without' | 'always' | 'never';
  readonly text: string;
}

/**
 * Rewrites a TypeScript source so that each of its conditions can be taken away at run time: an expression asks
 * `globalThis.mutation(id)` whether it is the one. All mutants of all files so live in one set of sources, and
 * nothing is compiled again between them.
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
  const visit = (node: unknown, depth: number): void => {
    if (Array.isArray(node)) for (const each of node) visit(each, depth);
    if (!isNode(node)) return;
    if (
      node.type === 'BinaryExpression' &&
      (node['operator'] === '&&' || node['operator'] === '||')
    )
      for (const side of [node['left'], node['right']]) {
        if (!isNode(side)) continue;
        const id = note(side.span, 'without');
        const ask = node['operator'] === '&&' ? `(mutation(${id}) || (` : `(!mutation(${id}) && (`;
        wrap(side.span, [ask, '))'], depth);
      }
    if (BRANCHES.has(node.type) && isNode(node['test'])) {
      const always = note(node['test'].span, 'always');
      const never = note(node['test'].span, 'never');
      wrap(
        node['test'].span,
        [`(mutation(${always}) || (!mutation(${never}) && (`, ')))'],
        depth - 0.5,
      );
    }
    for (const child of Object.values(node)) visit(child, depth + 1);
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
]);

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

/** Where the first statement starts: the parser's module span leaves comments before it out. */
function firstStatement(bytes: Buffer): number {
  const text = bytes.toString();
  const comments = /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*\n)*/.exec(text)?.[0] ?? '';
  return Buffer.byteLength(comments);
}
