import type { ASTNode } from 'graphql';

/** A position in a text. Line and column count from 1; both are null if unknown. */
export interface Position {
  readonly line: number | null;
  readonly column: number | null;
}

/** The position at which a node starts; unknown for a node without source text. */
export function positionOf(node: ASTNode | null | undefined): Position {
  const start = node?.loc?.startToken;
  return start ? { line: start.line, column: start.column } : NOWHERE;
}

/** The position of what has none. */
export const NOWHERE: Position = { line: null, column: null };
