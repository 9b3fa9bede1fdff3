import { TokenKind, type DocumentNode, type Token } from 'graphql';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Place } from './finding.ts';
import type { Site } from './sites.ts';

/** A comment above a definition that suppresses a warning, with the author's reason. */
export interface Suppression {
  readonly kind: 'suppression';
  readonly place: Place;
  readonly code: string;
  readonly reason: string;
  /** The definition below the comment. */
  readonly coordinate: Coordinate;
}

/** A comment that looks like a suppression and is invalid. */
export interface BadSuppression {
  readonly kind: 'bad';
  readonly place: Place;
  readonly message: string;
}

/** The form of a suppression. */
export const SUPPRESSION_FORM = '# phi-gateway-ignore RULE: reason';

/**
 * Reads the comments `# phi-gateway-ignore RULE: reason` of one subgraph's text. Each must be on a line of its own above a
 * definition; other comments may be between them. Composition drops comments, so the served graph has none.
 */
export function readSuppressions(
  subgraph: string,
  document: DocumentNode,
  sites: readonly Site[],
): readonly (Suppression | BadSuppression)[] {
  const starting = new Map(
    sites.flatMap((site) => site.starts.map((start) => [start, site] as const)),
  );
  return comments(document).map((token) => {
    const place = { subgraph, line: token.line, column: token.column };
    const bad = (message: string): BadSuppression => ({ kind: 'bad', place, message });
    const [, code, reason] = FORM.exec(token.value) ?? [];
    if (code === undefined || reason === undefined) {
      return bad('This suppression has no rule or no reason.');
    }
    if (!isAlone(token, document)) return bad('A suppression must be on a line of its own.');
    const site = starting.get(next(token)?.start ?? -1);
    if (!site) return bad('This suppression is not above a definition.');
    return { kind: 'suppression', place, code, reason, coordinate: site.coordinate };
  });
}

const FORM = /^ ?phi-gateway-ignore ([A-Z\d_]+): *(\S.*?) *$/;

/** Includes near misses, which their authors believe to work. */
function comments(document: DocumentNode): readonly Token[] {
  const found: Token[] = [];
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) {
    if (token.kind === TokenKind.COMMENT && /^[\s@]*phi-?gateway[- _]*ignore/i.test(token.value)) {
      found.push(token);
    }
  }
  return found;
}

function isAlone({ start, column }: Token, { loc }: DocumentNode): boolean {
  return /^[\s,\uFEFF]*$/.test(loc?.source.body.slice(start - column + 1, start) ?? '');
}

function next(comment: Token): Token | null {
  let token = comment.next;
  while (token?.kind === TokenKind.COMMENT) token = token.next;
  return token;
}
