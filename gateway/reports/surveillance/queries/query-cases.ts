import type { CaseSources } from '../recorded/case-sources.ts';
import type { ReviewWindow } from '../review-window.ts';
import type { People } from '../facts/person-facts.ts';
import type { IndexHead } from '../../index/index-head.ts';
import { writeActor } from '../../index/actors.ts';
import { readEvents } from '../../query/read-events.ts';
import { pageRows } from '../../query/sort-rows.ts';
import { parseCaseId, printCaseId } from '../../catalog/case-id.ts';
import { caseNode, reviewNode } from '../cases/case-node.ts';
import { CASE_ORDER } from '../cases/case-order.ts';
import { closingReview } from '../cases/case-state.ts';
import { NO_DAY_CACHE, type DayCache } from '../detection/day-cache.ts';
import { findCases, type CaseQuery } from './find-cases.ts';
import { areStillProven, countSuppressed, listCases, matchesCase } from './list-cases.ts';
import { findReviews, type ReviewQuery } from '../reviews/find-reviews.ts';
import { dayOf, openDayScanner } from '../detection/day-scanner.ts';
import { createEventProver } from '../accesses/prove-events.ts';
import { sumParts } from '../cases/score.ts';
import { scoreCases } from '../cases/score-cases.ts';
import { findQuestionCases } from '../questions/find-question-cases.ts';
import { readReviews } from '../reviews/read-reviews.ts';
import { readUnindexedReviews } from '../reviews/read-unindexed-reviews.ts';
import { listSuppressors } from '../suppression/apply-suppressions.ts';
import type { CurrentCase, CasePage, CasesQuery, PeopleQuery, ReviewPage } from './case-queries.ts';
import { DAY_MS } from '../../../platform/durations.ts';

/**
 * Lists the actors and patients of a review window, the most recent days first, and the accounts whose suppressions may
 * cover its cases.
 */
export async function listPeople(
  { max, ...query }: PeopleQuery,
  sources: CaseSources,
  cache: DayCache = NO_DAY_CACHE,
): Promise<People> {
  const scanner = await openDayScanner(sources, query, cache);
  if (scanner === null) return { actors: [], patients: [] };
  const suppressors = await listSuppressors(sources, scanner.head, dayOf(query.window.since));
  const actors = new Set(suppressors.map(writeActor));
  const patients = new Set<string>();
  // Facts about people beyond `max`, who are those of the oldest days, stay unknown.
  for (const day of scanner.days) {
    for (const { actorName: subject, issuer, patientName } of await scanner.pairsOf(day)) {
      if (actors.size < max) actors.add(writeActor({ issuer, subject }));
      if (patients.size < max) patients.add(patientName);
    }
  }
  return { actors: [...actors], patients: [...patients] };
}

/** Returns a page of cases. Each of them is proven against the current ledger, also if its day comes from the cache. */
export async function queryCases(
  request: CasesQuery,
  sources: CaseSources,
  cache: DayCache = NO_DAY_CACHE,
): Promise<CasePage> {
  const { query, filter, ...page } = request;
  const found = await findCases(sources, query, cache);
  const listed = await listCases(found, query, sources);
  const all = listed.filter(({ node }) => matchesCase(node, filter));
  const { rows, next } = pageRows(all, CASE_ORDER, page);
  // Records of a cached day were changed: find every day again.
  if (
    cache !== NO_DAY_CACHE &&
    !(await areStillProven(
      rows.map(({ row }) => row),
      sources,
    ))
  ) {
    cache.forget();
    return queryCases(request, sources);
  }
  const { refused, notKnown } = found;
  const { rule } = filter;
  return {
    nodes: rows.map(({ row }) => row.node),
    cursors: rows.map(({ cursor }) => cursor),
    next,
    total: all.length,
    suppressed: countSuppressed(listed, filter),
    refused,
    notKnown: notKnown.filter((each) => rule === undefined || each.rule === rule),
  };
}

/** The window in which a case is found. */
export interface CaseWindow extends ReviewWindow {
  /** Subject of the account that asked the question of the case; null for other cases. */
  readonly asker: string | null;
}

/** Returns the window of a case id: its actor, patient and day. Null for an id without a proven first event. */
export async function windowOfCase(id: string, sources: CaseSources): Promise<CaseWindow | null> {
  const { index, reader, head: findHead } = sources;
  const place = parseCaseId(id);
  const head = await findHead();
  if (place === null || head === null) return null;
  if (place.concerns === 'question') return windowOfQuestion(place.event, head, sources);
  const database = await index.database();
  const prove = createEventProver(database, reader, head, () => undefined);
  const [first] = await prove((await readEvents(database, [place.event])).map((each) => each.id));
  if (first === undefined) return null;
  const { at, actor, issuer } = first;
  const patient = place.concerns === 'volume' ? null : first.patient;
  return { ...dayAround(at), actor, issuer, patient, asker: null };
}

/** A question is found on the day on which it was asked. */
async function windowOfQuestion(
  event: number,
  head: IndexHead,
  sources: CaseSources,
): Promise<CaseWindow | null> {
  const [row] = await readEvents(await sources.index.database(), [event]);
  const patient = row?.event.patient ?? null;
  if (patient === null) return null;
  const always = { since: 0, until: Number.MAX_SAFE_INTEGER, actor: null, issuer: null, patient };
  const cases = await findQuestionCases(sources, head, always);
  const asked = cases.find(({ question }) => question.event === event);
  if (asked === undefined) return null;
  const { question, found } = asked;
  const { actor, issuer } = found;
  return { ...dayAround(question.at), actor, issuer, patient, asker: question.asker };
}

function dayAround(at: number): Pick<ReviewWindow, 'since' | 'until'> {
  return { since: dayOf(at), until: dayOf(at) + DAY_MS - 1 };
}

/** Evaluates a case again, with the reviews that the index does not hold yet; null for an id without a case. */
export async function readCase(
  id: string,
  query: Omit<CaseQuery, 'window'>,
  sources: CaseSources,
): Promise<CurrentCase | null> {
  const window = await windowOfCase(id, sources);
  const head = await sources.head();
  if (window === null || head === null) return null;
  const { cases } = await findCases(sources, { ...query, window });
  const found = cases.find(({ place }) => printCaseId(place) === id);
  if (found === undefined) return null;
  const indexed = await readReviews(sources, { since: dayOf(window.since) });
  const { reviews, size } = await readUnindexedReviews(sources.reader, { found, from: head.size });
  const all = [...indexed.filter(({ leaf }) => leaf < head.size), ...reviews];
  const score = scoreCases([found], { ...query, reviews: all }).get(found) ?? sumParts([]);
  return { node: caseNode(found, all, score), closedBy: closingReview(found, all), size };
}

/** Returns a page of reviews. */
export async function queryReviews(query: ReviewQuery, sources: CaseSources): Promise<ReviewPage> {
  const { reviews, ...page } = await findReviews(query, sources);
  return {
    ...page,
    nodes: reviews.map(({ review }) => reviewNode(review)),
    cursors: reviews.map(({ cursor }) => cursor),
  };
}
