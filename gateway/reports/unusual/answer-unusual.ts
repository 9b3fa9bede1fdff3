import { GatewayError } from '../../errors.ts';
import { readEvents } from '../index/read-events.ts';
import { parseCaseId } from './case-id.ts';
import { caseNode, reviewNode, type CaseNode } from './case-node.ts';
import { countedIn, narrow } from './counted-events.ts';
import {
  DAY_MS,
  dayOf,
  findCases,
  type CaseSources,
  type FoundCases,
  type Look,
} from './find-cases.ts';
import { findPairs } from './find-candidates.ts';
import { createProveEvents } from './prove-events.ts';
import type { ReadReview } from './review.ts';
import { readReviews } from './read-reviews.ts';
import type {
  CasesAnswer,
  People,
  ReviewsAnswer,
  UnusualAnswers,
  UnusualQuestion,
} from './unusual-question.ts';

type Ask<Kind extends UnusualQuestion['kind']> = Extract<UnusualQuestion, { readonly kind: Kind }>;

/** Answers a question about unusual access. */
export function answerUnusual(
  question: UnusualQuestion,
  sources: CaseSources,
): Promise<UnusualAnswers[keyof UnusualAnswers]> {
  switch (question.kind) {
    case 'people':
      return peopleOf(question, sources);
    case 'cases':
      return casesOf(question, sources);
    case 'look':
      return lookOf(question.id, sources);
    case 'case':
      return caseOf(question, sources);
    case 'reviews':
      return reviewsIn(question, sources);
    default:
      return question satisfies never;
  }
}

/** Who had to do with whose record in a look, the newest first. */
export async function peopleOf(
  { look, most }: Omit<Ask<'people'>, 'kind'>,
  { index, head: findHead }: CaseSources,
): Promise<People> {
  const head = await findHead();
  const database = await index.database();
  const narrowed = head === null ? undefined : await narrow(database, look);
  if (head === null || narrowed === undefined) return { actors: [], patients: [] };
  const actors = new Set<string>();
  const patients = new Set<string>();
  // The newest first: where they are too many, it is of the others that nothing is known.
  for (let day = dayOf(look.until); day >= dayOf(look.since); day -= DAY_MS) {
    const span = { from: day, to: day + DAY_MS };
    const condition = await countedIn(database, span, narrowed, head.size);
    for (const { actorName, patientName } of await findPairs(database, condition)) {
      if (actors.size < most) actors.add(actorName);
      if (patients.size < most) patients.add(patientName);
    }
  }
  return { actors: [...actors], patients: [...patients] };
}

/** A page of what the rules find, by their state and rule. */
export async function casesOf(
  { query, state, rule, after, limit }: Omit<Ask<'cases'>, 'kind'>,
  sources: CaseSources,
): Promise<CasesAnswer> {
  const found = await findCases(sources, query);
  const nodes = (await withReviews(found, query.look, sources)).filter(
    (node) =>
      (state === null || node.state === state) &&
      (rule === null || node.reasons.some((reason) => reason.rule === rule)),
  );
  const begin = after === null ? 0 : beginBehind(nodes, after);
  const { refused, notKnown } = found;
  return {
    nodes: nodes.slice(begin, begin + limit),
    hasMore: nodes.length > begin + limit,
    total: nodes.length,
    refused,
    notKnown: notKnown.filter((each) => rule === null || each.rule === rule),
  };
}

/** Behind a case that was on the page before, also where it isn't one of them any more. */
function beginBehind(nodes: readonly CaseNode[], after: string): number {
  const place = parseCaseId(after);
  if (place === null) throw new GatewayError('BAD_USER_INPUT');
  const isBehind = ({ id }: CaseNode) => {
    const other = parseCaseId(id);
    if (other === null) return false;
    return other.event === place.event
      ? other.concerns > place.concerns
      : other.event < place.event;
  };
  const begin = nodes.findIndex(isBehind);
  return begin === -1 ? nodes.length : begin;
}

async function withReviews(
  { cases }: FoundCases,
  look: Look,
  sources: CaseSources,
): Promise<readonly CaseNode[]> {
  if (cases.length === 0) return [];
  // Nobody reviews a day before it has begun.
  const { reviews } = await readReviews(sources, { since: dayOf(look.since) });
  const known = new Map<string, ReadReview[]>();
  for (const review of reviews) {
    known.set(review.case, [...(known.get(review.case) ?? []), review]);
  }
  return cases.map((found) => {
    const node = caseNode(found, []);
    const own = known.get(node.id);
    return own === undefined ? node : caseNode(found, own);
  });
}

async function lookOf(
  id: string,
  { index, reader, head: findHead }: CaseSources,
): Promise<Look | null> {
  const place = parseCaseId(id);
  const head = await findHead();
  if (place === null || head === null) return null;
  const database = await index.database();
  const prove = createProveEvents(database, reader, head, () => undefined);
  const [first] = await prove((await readEvents(database, [place.event])).map((each) => each.id));
  if (first === undefined) return null;
  const { at, actor } = first;
  const patient = place.concerns === 'volume' ? null : first.patient;
  return { since: dayOf(at), until: dayOf(at) + DAY_MS - 1, actor, patient };
}

async function caseOf({ id, query }: Ask<'case'>, sources: CaseSources): Promise<CaseNode | null> {
  const look = await lookOf(id, sources);
  if (look === null) return null;
  const found = await findCases(sources, { ...query, look });
  return (await withReviews(found, look, sources)).find((node) => node.id === id) ?? null;
}

/** A page of sign-offs. */
export async function reviewsIn(
  { reviewer, verdict, since, until, after, limit }: Omit<Ask<'reviews'>, 'kind'>,
  sources: CaseSources,
): Promise<ReviewsAnswer> {
  const { reviews, refused } = await readReviews(sources, {
    ...(since !== null && { since }),
    ...(until !== null && { until }),
    ...(reviewer !== null && { reviewer }),
  });
  const fitting = reviews.filter((review) => verdict === null || review.verdict === verdict);
  if (after !== null && !/^\d{1,15}$/.test(after)) throw new GatewayError('BAD_USER_INPUT');
  const behind = fitting.filter(({ leaf }) => after === null || leaf < Number(after));
  return {
    nodes: behind.slice(0, limit).map(reviewNode),
    hasMore: behind.length > limit,
    total: fitting.length,
    refused,
  };
}
