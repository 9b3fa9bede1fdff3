import type { Refusal } from './operations.types.ts';

/** A page of rows. */
export interface ResultPage<Row> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** The cursor of the next page; null on the last. */
  readonly next: string | null;
  /** Rows of the index that the ledger does not confirm. */
  readonly refused: readonly Refusal[];
}

/** A connection as a page. https://relay.dev/graphql/connections.htm */
export function pageOf<Row>({
  edges,
  pageInfo,
  totalCount,
  refused,
}: {
  readonly edges: readonly { readonly node: Row }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
  readonly refused: readonly Refusal[];
}): ResultPage<Row> {
  return {
    rows: edges.map(({ node }) => node),
    total: totalCount,
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
    refused,
  };
}
