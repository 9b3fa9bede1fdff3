import { z } from 'zod/mini';

/** What a reviewer can find. */
export const VERDICTS = ['APPROPRIATE', 'FOLLOW_UP', 'VIOLATION'] as const;

export type ReviewVerdict = (typeof VERDICTS)[number];

/** What the record of a review tells: what it found, or that the case was reopened. */
export const RECORDED_VERDICTS = [...VERDICTS, 'REOPENED'] as const;

export type RecordedVerdict = (typeof RECORDED_VERDICTS)[number];

/** Whether a case waits for somebody. */
export const CASE_STATES = ['OPEN', 'REOPENED', 'SIGNED_OFF'] as const;

export type CaseState = (typeof CASE_STATES)[number];

const REVIEW_FIELDS =
  'leaf case actor issuer patient day rules time reviewer reviewerIssuer reviewerName verdict note' as const;

const REVIEW = z.object({
  leaf: z.number(),
  case: z.string(),
  actor: z.string(),
  issuer: z.nullable(z.string()),
  patient: z.nullable(z.string()),
  day: z.string(),
  rules: z.array(z.string()),
  time: z.string(),
  reviewer: z.string(),
  reviewerIssuer: z.string(),
  reviewerName: z.nullable(z.string()),
  verdict: z.enum(RECORDED_VERDICTS),
  note: z.nullable(z.string()),
});

/** A finding that closed a case, or a reopening, as it stands on the ledger. */
export type Review = z.infer<typeof REVIEW>;

const CASE = z.object({
  id: z.string(),
  state: z.enum(CASE_STATES),
  day: z.string(),
  actor: z.string(),
  issuer: z.string(),
  actorName: z.nullable(z.string()),
  roles: z.array(z.string()),
  patient: z.nullable(z.string()),
  since: z.string(),
  until: z.string(),
  events: z.number(),
  leaves: z.array(z.number()),
  reasons: z.array(z.object({ rule: z.string(), text: z.string() })),
  reviews: z.array(REVIEW),
});

/** What one actor did with one patient's record on one day, where a rule finds that unusual. */
export type UnusualCase = z.infer<typeof CASE>;

const PAGE = {
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.nullable(z.string()) }),
  totalCount: z.number(),
  refused: z.array(z.object({ leaf: z.number(), why: z.string() })),
};

const CASES = z.object({
  unusual: z.object({
    ...PAGE,
    edges: z.array(z.object({ node: CASE })),
    notKnown: z.array(z.object({ rule: z.string(), count: z.number() })),
  }),
});

/** A page of cases. */
export interface CasePage {
  readonly cases: readonly UnusualCase[];
  readonly total: number;
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
  readonly refused: readonly { readonly leaf: number; readonly why: string }[];
  /** Rules that could say nothing of so many accesses. */
  readonly notKnown: readonly { readonly rule: string; readonly count: number }[];
}

/** A page of cases. */
export const CASES_QUESTION = {
  document: `query Cases($first: Int!, $after: String, $filter: CaseFilter!, $orderBy: CaseOrder!) {
    unusual(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      edges { node {
        id state day actor issuer actorName roles patient since until events leaves
        reasons { rule text } reviews { ${REVIEW_FIELDS} }
      } }
      pageInfo { hasNextPage endCursor }
      totalCount
      refused { leaf why }
      notKnown { rule count }
    }
  }`,
  parse: (data: unknown): CasePage => {
    const { edges, pageInfo, totalCount, refused, notKnown } = CASES.parse(data).unusual;
    return {
      cases: edges.map(({ node }) => node),
      total: totalCount,
      next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
      refused,
      notKnown,
    };
  },
};

const REVIEWS = z.object({
  reviews: z.object({ ...PAGE, edges: z.array(z.object({ node: REVIEW })) }),
});

/** A page of such findings. */
export interface ReviewPage extends Pick<CasePage, 'total' | 'next' | 'refused'> {
  readonly reviews: readonly Review[];
}

/** A page of such findings. */
export const REVIEWS_QUESTION = {
  document: `query Reviews($first: Int!, $after: String, $filter: ReviewFilter!, $orderBy: ReviewOrder!) {
    reviews(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
      edges { node { ${REVIEW_FIELDS} } }
      pageInfo { hasNextPage endCursor }
      totalCount
      refused { leaf why }
    }
  }`,
  parse: (data: unknown): ReviewPage => {
    const { edges, pageInfo, totalCount, refused } = REVIEWS.parse(data).reviews;
    return {
      reviews: edges.map(({ node }) => node),
      total: totalCount,
      next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
      refused,
    };
  },
};

const RULES = z.object({
  rules: z.array(
    z.object({
      rule: z.string(),
      title: z.string(),
      text: z.string(),
      isConfigured: z.boolean(),
      mend: z.nullable(z.string()),
    }),
  ),
});

/** A rule that finds what is unusual. */
export type RuleStatus = z.infer<typeof RULES>['rules'][number];

export const RULES_QUESTION = {
  document: '{ rules { rule title text isConfigured mend } }',
  parse: (data: unknown): readonly RuleStatus[] => RULES.parse(data).rules,
};

/** Index of the last review or reopening of a case as it is shown; 0 for none. */
export function latestReview({ reviews }: Pick<UnusualCase, 'reviews'>): number {
  return Math.max(0, ...reviews.map(({ leaf }) => leaf));
}

/** Opens a closed case again. */
export const REOPEN_QUESTION = {
  document: `mutation Reopen($case: ID!, $reason: String!, $latest: Int!) {
    reopen(case: $case, reason: $reason, latest: $latest) { ${REVIEW_FIELDS} }
  }`,
  parse: (data: unknown): Review => z.object({ reopen: REVIEW }).parse(data).reopen,
};

/** Signs a case off. */
export const REVIEW_QUESTION = {
  document: `mutation Review(
    $case: ID!, $verdict: ReviewVerdict!, $note: String!, $events: Int!, $latest: Int!
  ) {
    review(case: $case, verdict: $verdict, note: $note, events: $events, latest: $latest) { ${REVIEW_FIELDS} }
  }`,
  parse: (data: unknown): Review => z.object({ review: REVIEW }).parse(data).review,
};
