import type { Origin } from '../../../directives/marks/graph.ts';
import { reviewDiff } from '../../../schema/diff/accept-changes.ts';
import type { GraphDiff } from '../../../schema/diff/change.ts';
import { diffGraphs } from '../../../schema/diff/diff-graphs.ts';
import { differenceText } from '../../../schema/diff/change-text.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import { OPTIONS, viewedGraph } from '../../support/viewed-graph.ts';

export const BASE = `
type Query { p(id: ID! @patient): P search(ssn: String @phi(category: SSN) @role(anyOf: ["doc"])): P open: String }
type P @key(fields: "id") @patient(id: "id") @role(anyOf: ["doc", "clerk", "lab"]) {
  id: ID!
  code: ID @phi(category: RECORD_NUMBER, deidentify: PSEUDONYM) @role(anyOf: ["doc", "clerk"], deidentified: ["lab"])
  ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["doc"], deidentified: ["clerk"])
  note: String @phi @role(anyOf: ["doc"])
  bill: String @phi(category: FINANCIAL)
  home: Home
  kind: Kind
}
type Home { zip: String @phi(category: GEOGRAPHY, deidentify: ZIP3) @role(anyOf: ["doc"], deidentified: ["lab"]) }
enum Kind { A B @phi @role(anyOf: ["doc"]) }
`;

export const OLD = viewedGraph({ a: BASE });

/** Lines below the head. */
export function place({ subgraph, line }: Origin): string | null {
  return line === null ? null : `${subgraph}:${line - 8}`;
}

export async function diff(
  edit: (sdl: string) => string,
  options: readonly [Partial<ViewOptions>, Partial<ViewOptions>] = [{}, {}],
): Promise<GraphDiff> {
  const now = edit(BASE);
  if (now === BASE && edit !== same) throw new Error('nothing was edited');
  const [before, after] = options;
  const edited = edit === same ? OLD : viewedGraph({ a: now });
  return diffGraphs(
    { ...OLD, options: { ...OPTIONS, ...before } },
    { ...edited, options: { ...OPTIONS, ...after } },
  );
}

export function same(sdl: string): string {
  return sdl;
}

export function swap(from: string, to: string): (sdl: string) => string {
  return (sdl) => sdl.replace(from, to);
}

/** A review without accepted changes. */
export function reviewOf(found: GraphDiff, strict = false) {
  return reviewDiff(found, { before: OLD, after: OLD, entries: [], strict });
}

export function showsMore(found: GraphDiff): boolean {
  return reviewOf(found).changes.length > 0;
}

export function showsNew(found: GraphDiff): boolean {
  return reviewOf(found, true).changes.length > 0;
}

export function textsOf({ changes }: GraphDiff): readonly string[] {
  return changes.flatMap(({ coordinate, differences }) =>
    differences.map((each) => `${each.effect} ${coordinate} ${differenceText(each)}`),
  );
}

export type Case = readonly [
  what: string,
  edit: (sdl: string) => string,
  differences: readonly string[],
];
