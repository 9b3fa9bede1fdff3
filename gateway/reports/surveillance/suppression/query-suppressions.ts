import { SUPPRESSION_FIELDS, type SuppressionField } from '../../catalog/row-order.ts';
import { pageRows, type RowPage, type Sortable } from '../../query/sort-rows.ts';
import type { PagedResult } from '../../query/paged-result.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import {
  listSuppressions,
  proveSuppressions,
  type ListedSuppression,
} from './read-suppressions.ts';
import type { Suppression } from '../cases/suppression.ts';
import { suppressionNode, type SuppressionNode } from '../cases/suppression-node.ts';

/** Requests a page of suppressions. */
export interface SuppressionQuery extends RowPage<SuppressionField> {
  /** True for those that cover days from `today` on and were not lifted, false for the others; null for all. */
  readonly current: boolean | null;
  /** Only those whose last day is this one (UTC) or an earlier one; null for all. */
  readonly endsBy: string | null;
  /** UTC, such as `2026-01-31`. */
  readonly today: string;
}

export type SuppressionPage = PagedResult<SuppressionNode>;

/** The sort key of suppressions. */
export const SUPPRESSION_ORDER: Sortable<ListedSuppression, typeof SUPPRESSION_FIELDS> = {
  fields: SUPPRESSION_FIELDS,
  keys: { leaf: ({ leaf }) => leaf },
  placeOf: ({ leaf }) => [leaf],
  placeLength: 1,
};

/** Returns a page of suppressions, each proven. */
export async function querySuppressions(
  { current: wanted, endsBy, today, ...page }: SuppressionQuery,
  sources: CaseSources,
): Promise<SuppressionPage> {
  const tree = await sources.head();
  if (tree === null) return { nodes: [], cursors: [], next: null, total: 0, refused: [] };
  const { suppressions: all, unread } = await listSuppressions(sources, tree, 0);
  const fitting = all.filter(
    ({ until, lift }) =>
      (wanted === null || (lift === null && until >= today) === wanted) &&
      (endsBy === null || until <= endsBy),
  );
  const { rows, next } = pageRows(fitting, SUPPRESSION_ORDER, page);
  const chosen = rows.map(({ row }) => row);
  const { suppressions, refused } = await proveSuppressions({ chosen, unread }, sources, tree);
  const proven = new Map(suppressions.map((each) => [each.leaf, each]));
  const shown = rows.flatMap(({ row, cursor }) => {
    const found = proven.get(row.leaf);
    return found === undefined ? [] : [{ node: suppressionNode(found), cursor }];
  });
  return {
    nodes: shown.map(({ node }) => node),
    cursors: shown.map(({ cursor }) => cursor),
    next,
    total: fitting.length,
    refused,
  };
}

/** A suppression as the index shows it. */
export interface CurrentSuppression {
  readonly suppression: Suppression;
  /** Records in the ledger when it was read. */
  readonly size: number;
}

/** Returns the proven suppression whose record has this index; null for none. */
export async function readSuppression(
  leaf: number,
  sources: CaseSources,
): Promise<CurrentSuppression | null> {
  const tree = await sources.head();
  if (tree === null) return null;
  const { suppressions: all } = await listSuppressions(sources, tree, 0);
  const chosen = all.filter((each) => each.leaf === leaf);
  const { suppressions } = await proveSuppressions({ chosen, unread: [] }, sources, tree);
  const [suppression] = suppressions;
  return suppression === undefined ? null : { suppression, size: tree.size };
}
