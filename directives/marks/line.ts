import type { ASTNode } from 'graphql';

/** The line on which a node starts, from 1; null for a node without source text. */
export function lineOf(node: ASTNode): number | null {
  return node.loc?.startToken.line ?? null;
}
