import { TokenKind, type DocumentNode, type Token } from 'graphql';
import type { Coordinate } from '../../directives/coordinate.ts';
import type { Place } from './finding.ts';
import type { Site } from './sites.ts';

/** A comment above a definition that lets one finding stand, with its author's reason. */
export interface Suppression {
  readonly kind: 'suppression';
  readonly place: Place;
  readonly code: string;
  readonly reason: string;
  /** What the comment stands above. */
  readonly coordinate: Coordinate;
}

/** A comment that was meant as one and isn't. */
export interface BadSuppression {
  readonly kind: 'bad';
  readonly place: Place;
  readonly message: string;
}

/** How a suppression is written. */
export const SUPPRESSION_FORM = '# phi-gateway-ignore RULE: why it may stand';

/**
 * Reads the comments `# phi-gateway-ignore RULE: reason` of one subgraph's text. Each stands on a line of its
 * own above the definition that it is about, with other comments between them if need be. Composition never
 * sees comments, so nothing is left of them in what is served.
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
    if (!isAlone(token, document)) return bad('A suppression stands on a line of its own.');
    const site = starting.get(next(token)?.start ?? -1);
    if (!site) return bad('This suppression stands above no definition.');
    return { kind: 'suppression', place, code, reason, coordinate: site.coordinate };
  });
}

const FORM = /^ ?phi-gateway-ignore ([A-Z\d_]+): *(\S.*?) *$/;

/** Near misses too: who wrote one believes that it works. */
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
