import { expect } from '@jest/globals';
import type { PreparedReports } from './prepared-reports.ts';
import type { ModelFilter } from './report-model.ts';

/** A page as `PAGE` asks for it. */
export interface Page {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: Readonly<Record<string, unknown>> & { readonly id: string };
  }[];
  readonly pageInfo: {
    readonly hasPreviousPage: boolean;
    readonly hasNextPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly totalCount: number;
  readonly refused: readonly object[];
}

const NODE = 'id leaf time kind actor patient relations purpose operation outcome records';
export const PAGE = `edges { cursor node { ${NODE} coordinates { coordinate view categories } breakGlass { grant } } }
  pageInfo { hasPreviousPage hasNextPage startCursor endCursor } totalCount refused { leaf why }`;

/** The ids of the events on a page: for hundreds of queries. */
export const IDS = 'edges { node { id } } totalCount';

/** Queries in one request, at most. */
const TOGETHER = 8;

/** Rows of a page. */
export const MOST = 240;

/** The first page for each filter, by default of what the ledger held when its gateway started. */
export async function readPages(
  reports: PreparedReports,
  asked: readonly { readonly filter: ModelFilter; readonly orderBy?: object }[],
  selection = PAGE,
): Promise<readonly Page[]> {
  const found: Page[] = [];
  for (let from = 0; from < asked.length; from += TOGETHER) {
    const together = asked.slice(from, from + TOGETHER);
    const parameters = together.map((_, at) => `$f${at}: EventFilter!, $o${at}: EventOrder!`);
    const fields = together.map(
      (_, at) =>
        `p${at}: events(first: ${MOST}, filter: $f${at}, orderBy: $o${at}) { ${selection} }`,
    );
    const variables = together.flatMap(({ filter, orderBy = BY_LEAF }, at) => [
      [`f${at}`, { until: reports.until, ...filter }],
      [`o${at}`, orderBy],
    ]);
    const query = `query (${parameters.join(', ')}) { ${fields.join('\n')} }`;
    const { data, codes } = await reports.ask(
      query,
      Object.fromEntries(variables) as Record<string, unknown>,
    );
    expect(codes).toEqual([]);
    found.push(...together.map((_, at) => data?.[`p${at}`] as Page));
  }
  return found;
}

const BY_LEAF = Object.freeze({ field: 'LEAF', direction: 'ASC' });

/** Ids of what a page shows, in its order. */
export function idsOf(page: Page | undefined): readonly string[] | undefined {
  return page?.edges.map(({ node }) => node.id);
}
