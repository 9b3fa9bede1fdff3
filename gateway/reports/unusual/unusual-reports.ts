import type { EventOrder } from '../index/event-order.ts';
import { TEXT_FORMATS, type RowShape, type TextFormat } from '../named/text-writer.ts';
import type { CaseNode, ReviewNode } from './case-node.ts';

/** A report on unusual access, in a terminal and over HTTP. No event: FHIR has no form for its rows. */
export interface UnusualReport {
  readonly name: 'unusual' | 'reviews';
  /** What it shows, in a sentence. */
  readonly text: string;
  /** What it can be asked by, as `admin.graphql` has it. */
  readonly by: 'CaseFilter' | 'ReviewFilter';
  readonly formats: readonly TextFormat[];
  /** The newest first, by the record that a case begins with or a sign-off is. */
  readonly order: EventOrder;
}

const ROWS = { formats: TEXT_FORMATS, order: { by: 'leaf', direction: 'desc' } } as const;

/** Both, in the order in which they are listed. */
export const UNUSUAL_REPORTS = Object.freeze([
  {
    ...ROWS,
    name: 'unusual',
    text: 'Cases of unusual access, of 30 days unless --since says otherwise.',
    by: 'CaseFilter',
  },
  {
    ...ROWS,
    name: 'reviews',
    text: 'What was signed off, by whom and with which note.',
    by: 'ReviewFilter',
  },
] satisfies UnusualReport[]);

/** The report of that name; null where it is none on unusual access. */
export function findUnusualReport(name: string): UnusualReport | null {
  return UNUSUAL_REPORTS.find((report) => report.name === name) ?? null;
}

/** Cases as rows; in JSON each is a `Case` of `admin.graphql`. */
export const CASE_ROWS: RowShape<CaseNode> = {
  columns: {
    case: ({ id }) => id,
    state: ({ state }) => state,
    day: ({ day }) => day,
    actor: ({ actor }) => actor,
    roles: ({ roles }) => roles.join(' '),
    patient: ({ patient }) => patient ?? '',
    since: ({ since }) => since,
    until: ({ until }) => until,
    events: ({ events }) => String(events),
    reasons: ({ reasons }) => reasons.map(({ rule, text }) => `${rule}: ${text}`),
    leaves: ({ leaves }) => leaves.join(' '),
  },
  refused: { leaf: 'leaves', why: 'reasons' },
  jsonOf: ({ lastLeaf: _lastLeaf, ...shown }) => shown,
};

/** Sign-offs as rows; in JSON each is a `Review` of `admin.graphql`. */
export const REVIEW_ROWS: RowShape<ReviewNode> = {
  columns: {
    leaf: ({ leaf }) => String(leaf),
    time: ({ time }) => time,
    reviewer: ({ reviewer }) => reviewer,
    verdict: ({ verdict }) => verdict,
    note: ({ note }) => note ?? '(erased)',
    case: (review) => review.case,
    actor: ({ actor }) => actor,
    patient: ({ patient }) => patient ?? '',
    day: ({ day }) => day,
    rules: ({ rules }) => rules.join(' '),
  },
  refused: { leaf: 'leaf', why: 'note' },
  jsonOf: (review) => review,
};
