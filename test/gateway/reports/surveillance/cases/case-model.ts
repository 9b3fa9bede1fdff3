import type {
  CaseFilter,
  ReviewFilter,
} from '../../../../../gateway/reports/catalog/case-filter.ts';
import type { CaseField, ReviewField } from '../../../../../gateway/reports/catalog/row-order.ts';
import { UNUSUAL_RULES } from '../../../../../gateway/reports/catalog/unusual-rule.ts';
import type {
  CaseNode,
  ReviewNode,
} from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';
import { DAY } from '../sample-days.ts';

/** The second issuer of the sample. */
export const PORTAL = 'https://portal.test';

/** Rules by their places in the list. */
const rulesText = (rules: readonly string[]) =>
  rules
    .map((rule) => String.fromCodePoint(65 + UNUSUAL_RULES.findIndex((each) => each === rule)))
    .join('');
/** The leaf and the place in the id of a case; at one place, a case of volume comes first. */
export const casePlace = (id: string) => {
  const [leaf = 0, place = 0] = id.split('-').map(Number);
  return [leaf, place, id.endsWith('volume') ? 0 : 1];
};
const padded = (id: string) =>
  casePlace(id)
    .map((part) => String(part).padStart(9, '0'))
    .join();
/** What each order of cases compares, as a reader of the schema would say it. */
export const CASE_KEYS: Readonly<Record<CaseField, (node: CaseNode) => string | number>> = {
  leaf: ({ id }) => padded(id),
  state: ({ state }) => state,
  day: ({ day }) => day,
  actor: ({ actor }) => actor,
  issuer: ({ issuer }) => issuer,
  actor_name: ({ actorName }) => actorName ?? '',
  roles: ({ roles }) => roles.join(' '),
  patient: ({ patient }) => patient ?? '',
  since: ({ since }) => since,
  until: ({ until }) => until,
  events: ({ events }) => events,
  score: ({ score }) => score,
  rules: ({ reasons }) => rulesText(reasons.map(({ rule }) => rule)),
};
/** What each order of reviews compares. */
export const REVIEW_KEYS: Readonly<Record<ReviewField, (node: ReviewNode) => string | number>> = {
  leaf: ({ leaf }) => leaf,
  time: ({ time }) => time,
  reviewer: ({ reviewer }) => reviewer,
  reviewer_issuer: ({ reviewerIssuer }) => reviewerIssuer,
  reviewer_name: ({ reviewerName }) => reviewerName ?? '',
  verdict: ({ verdict }) => verdict,
  case: (node) => padded(node.case),
  actor: ({ actor }) => actor,
  issuer: ({ issuer }) => issuer ?? '',
  patient: ({ patient }) => patient ?? '',
  day: ({ day }) => day,
  rules: ({ rules }) => rulesText(rules),
};

/** Filters of cases, each with what fits it. */
export const CASE_FILTERS: readonly (readonly [CaseFilter, (node: CaseNode) => boolean])[] = [
  [{ state: 'CLOSED' }, ({ state }) => state === 'CLOSED'],
  [{ rule: 'AFTER_HOURS' }, ({ reasons }) => reasons.some(({ rule }) => rule === 'AFTER_HOURS')],
  [{ actor: 'zoe-1' }, ({ actor }) => actor === 'zoe-1'],
  [{ issuer: PORTAL }, ({ issuer }) => issuer === PORTAL],
  [{ actorName: '\u{1F600}' }, ({ actorName }) => actorName === '\u{1F600}'],
  [{ actorName: '' }, ({ actorName }) => actorName === ''],
  [{ role: 'physician' }, ({ roles }) => roles.includes('physician')],
  [{ patient: 'p0' }, ({ patient }) => patient === 'p0'],
  [{ open: true }, ({ state }) => state !== 'CLOSED'],
  [{ open: false }, ({ state }) => state === 'CLOSED'],
  [{ leastScore: 40 }, ({ score }) => score >= 40],
  [{ leastEvents: 2 }, ({ events }) => events >= 2],
  [{ since: DAY }, ({ until }) => Date.parse(until) >= DAY],
  [{ until: DAY - DAY_MS }, ({ since }) => Date.parse(since) <= DAY - DAY_MS],
  [
    { role: 'nurse', leastEvents: 2, state: 'OPEN' },
    ({ roles, events, state }) => roles.includes('nurse') && events >= 2 && state === 'OPEN',
  ],
];

/** Filters of reviews, each with what fits it. */
export const REVIEW_FILTERS: readonly (readonly [ReviewFilter, (node: ReviewNode) => boolean])[] = [
  [{ reviewer: 'otto' }, ({ reviewer }) => reviewer === 'otto'],
  [{ reviewerIssuer: PORTAL }, ({ reviewerIssuer }) => reviewerIssuer === PORTAL],
  [
    { reviewer: 'otto', reviewerIssuer: PORTAL },
    ({ reviewer, reviewerIssuer }) => reviewer === 'otto' && reviewerIssuer === PORTAL,
  ],
  [{ reviewerName: '\uFF5E' }, ({ reviewerName }) => reviewerName === '\uFF5E'],
  [{ verdict: 'FOLLOW_UP' }, ({ verdict }) => verdict === 'FOLLOW_UP'],
  [{ actor: 'zoe-1' }, ({ actor }) => actor === 'zoe-1'],
  [{ issuer: PORTAL }, ({ issuer }) => issuer === PORTAL],
  [{ actor: 'zoe-1', issuer: PORTAL }, ({ issuer }) => issuer === PORTAL],
  [{ patient: 'p0' }, ({ patient }) => patient === 'p0'],
  [{ rule: 'BREAK_GLASS' }, ({ rules }) => rules.includes('BREAK_GLASS')],
  [{ day: '2026-02-11' }, ({ day }) => day === '2026-02-11'],
  [{ since: DAY + DAY_MS + 1 }, ({ time }) => Date.parse(time) > DAY + DAY_MS],
  [{ until: DAY + DAY_MS }, ({ time }) => Date.parse(time) <= DAY + DAY_MS],
  [
    { patient: 'p0', verdict: 'VIOLATION' },
    ({ patient, verdict }) => patient === 'p0' && verdict === 'VIOLATION',
  ],
];
