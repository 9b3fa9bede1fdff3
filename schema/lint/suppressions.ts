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
 * Reads the comments `# phi-gateway-ignore RULE: reason` of one subgraph's text. Each must be on a line of its own
 * above a definition; other comments may be between them. Composition drops comments, so the served graph has none.
 */
export function readSuppressions(
  subgraph: string,
  document: DocumentNode,
  sites: readonly Site[],
): readonly (Suppression | BadSuppression)[] {
  /** Offset of a definition's first token → the definition. */
  const starting = new Map(
    sites.flatMap((site) => site.starts.map((start) => [start, site] as const)),
  );
  return suppressionComments(document).map((token) => {
    const place = { subgraph, line: token.line, column: token.column };
    const bad = (message: string): BadSuppression => ({ kind: 'bad', place, message });
    const [, code, reason] = FORM.exec(token.value) ?? [];
    if (code === undefined || reason === undefined) {
      return bad('This suppression has no rule or no reason.');
    }
    if (!isAlone(token, document)) return bad('A suppression must be on a line of its own.');
    const following = nextToken(token);
    const site = following && starting.get(following.start);
    if (!site) return bad('This suppression is not above a definition.');
    return { kind: 'suppression', place, code, reason, coordinate: site.coordinate };
  });
}

const FORM = /^ ?phi-gateway-ignore ([A-Z\d_]+): *(\S.*?) *$/;

/** The comments that look like suppressions, misspelled ones included: their authors believe that they work. */
function suppressionComments(document: DocumentNode): readonly Token[] {
  const found: Token[] = [];
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) {
    if (token.kind === TokenKind.COMMENT && /^[\s@]*phi-?gateway[- _]*ignore/i.test(token.value)) {
      found.push(token);
    }
  }
  return found;
}

/** Whether only white space, commas (which GraphQL ignores) and a BOM are before a comment on its line. */
function isAlone({ start, column }: Token, { loc }: DocumentNode): boolean {
  return /^[\s,\uFEFF]*$/.test(loc?.source.body.slice(start - column + 1, start) ?? '');
}

/** The first token after a comment that is not a comment itself. */
function nextToken(comment: Token): Token | null {
  let token = comment.next;
  while (token?.kind === TokenKind.COMMENT) token = token.next;
  return token;
}
