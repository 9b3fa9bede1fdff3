import { z } from 'zod/mini';

/** What every list of events asks for. */
export const EVENT_FIELDS = `
  id leaf time kind actor issuer actorName roles patient relations purpose operation outcome records
  coordinates { coordinate view categories }
  breakGlass { grant until reason }
`;

const EVENT = z.object({
  id: z.string(),
  leaf: z.number(),
  time: z.string(),
  kind: z.string(),
  actor: z.nullable(z.string()),
  issuer: z.nullable(z.string()),
  actorName: z.nullable(z.string()),
  roles: z.array(z.string()),
  patient: z.nullable(z.string()),
  relations: z.array(z.string()),
  purpose: z.nullable(z.string()),
  operation: z.nullable(z.string()),
  outcome: z.string(),
  records: z.number(),
  coordinates: z.array(
    z.object({ coordinate: z.string(), view: z.string(), categories: z.array(z.string()) }),
  ),
  breakGlass: z.nullable(
    z.object({ grant: z.string(), until: z.string(), reason: z.nullable(z.string()) }),
  ),
});

/** What one actor did, in one response, with the record of one patient. */
export type AccessEvent = z.infer<typeof EVENT>;

const EVENTS = z.object({
  events: z.object({
    edges: z.array(z.object({ node: EVENT })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
    totalCount: z.number(),
    unmet: z.array(z.string()),
    refused: z.array(z.object({ leaf: z.number(), why: z.string() })),
  }),
});

/** A page of events. */
export interface EventPage {
  readonly events: readonly AccessEvent[];
  readonly total: number;
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
  /** Parts of the filter that name what no record tells of. */
  readonly unmet: readonly string[];
  /** Rows of the index that the ledger doesn't bear out. */
  readonly refused: readonly { readonly leaf: number; readonly why: string }[];
}

/** A page of events, as `events` answers it. */
export const EVENTS_QUESTION = {
  document: `query Events($first: Int!, $after: String, $filter: EventFilter!, $orderBy: EventOrder!) {
    events(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      edges { node { ${EVENT_FIELDS} } }
      pageInfo { hasNextPage endCursor }
      totalCount
      unmet
      refused { leaf why }
    }
  }`,
  parse: (data: unknown): EventPage => {
    const { edges, pageInfo, totalCount, unmet, refused } = EVENTS.parse(data).events;
    return {
      events: edges.map(({ node }) => node),
      total: totalCount,
      next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
      unmet,
      refused,
    };
  },
};
