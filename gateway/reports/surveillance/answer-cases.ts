import type { CaseSources } from './case-sources.ts';
import type { ReviewWindow } from './review-window.ts';
import type { People } from './facts/person-facts.ts';
import { isDeepStrictEqual } from 'node:util';
import { writeActor } from '../index/actors.ts';
import { readEvents } from '../query/read-events.ts';
import { pageRows } from '../query/sort-rows.ts';
import { matchesCase } from './match-case.ts';
import { parseCaseId, printCaseId } from '../catalog/case-id.ts';
import { caseNode, reviewNode } from './case-node.ts';
import { CASE_ORDER, type FoundCase } from './case-order.ts';
import { closingReview } from './case-state.ts';
import { NO_DAY_CACHE, type DayCache } from './day-cache.ts';
import { findCases, type CaseQuery, type FoundCases } from './find-cases.ts';
import { DAY_MS } from './find-day.ts';
import { findReviews, type ReviewQuery } from './find-reviews.ts';
import { dayOf, openDayScanner } from './day-scanner.ts';
import { createProveEvents } from './prove-events.ts';
import type { ReadReview } from './review.ts';
import { readReviews } from './read-reviews.ts';
import { readUnindexed } from './read-unindexed.ts';
import type {
  CaseNow,
  CasesAnswer,
  CasesQuery,
  PeopleQuery,
  ReviewsAnswer,
} from './case-question.ts';

/** The actors and patients of a window, the newest first. */
export async function peopleOf(
  { max, ...query }: PeopleQuery,
  sources: CaseSources,
  memory: DayCache = NO_DAY_CACHE,
): Promise<People> {
  const scanner = await openDayScanner(sources, query, memory);
  const actors = new Set<string>();
  const patients = new Set<string>();
  // The newest first: above `max`, facts are unavailable for the oldest.
  for (const day of scanner?.days ?? []) {
    for (const { actorName: subject, issuer, patientName } of (await scanner?.pairsOf(day)) ?? []) {
      if (actors.size < max) actors.add(writeActor({ issuer, subject }));
      if (patients.size < max) patients.add(patientName);
    }
  }
  return { actors: [...actors], patients: [...patients] };
}

/** A page of cases. Each case on it is proven against the ledger as it is now. */
export async function casesOf(
  question: CasesQuery,
  sources: CaseSources,
  memory: DayCache = NO_DAY_CACHE,
): Promise<CasesAnswer> {
  const { query, filter, ...page } = question;
  const found = await findCases(sources, query, memory);
  const all = (await withReviews(found, query.window, sources)).filter(({ node }) =>
    matchesCase(node, filter),
  );
  const { rows, next } = pageRows(all, CASE_ORDER, page);
  if (memory !== NO_DAY_CACHE && !(await areBorneOut(rows, sources))) {
    memory.forget();
    return casesOf(question, sources);
  }
  const { refused, notKnown } = found;
  const { rule } = filter;
  return {
    nodes: rows.map(({ row }) => row.node),
    cursors: rows.map(({ cursor }) => cursor),
    next,
    total: all.length,
    refused,
    notKnown: notKnown.filter((each) => rule === undefined || each.rule === rule),
  };
}

/** Whether the ledger still proves the accesses of these cases. */
async function areBorneOut(
  page: readonly { readonly row: FoundCase }[],
  { index, reader, head: findHead }: CaseSources,
): Promise<boolean> {
  const head = await findHead();
  if (head === null) return false;
  const seen = new Map(
    page.flatMap(({ row }) => row.found.accesses.map((each) => [each.id, each])),
  );
  const prove = createProveEvents(await index.database(), reader, head, () => undefined);
  const proven = await prove([...seen.keys()].toSorted((a, b) => a - b));
  return (
    proven.length === seen.size &&
    proven.every((each) => isDeepStrictEqual(each, seen.get(each.id)))
  );
}

async function withReviews(
  { cases }: FoundCases,
  window: ReviewWindow,
  sources: CaseSources,
): Promise<readonly FoundCase[]> {
  if (cases.length === 0) return [];
  // Reviews of a day are recorded after the day has begun.
  const reviews = await readReviews(sources, { since: dayOf(window.since) });
  const known = new Map<string, ReadReview[]>();
  for (const review of reviews) {
    known.set(review.case, [...(known.get(review.case) ?? []), review]);
  }
  return cases.map((found) => {
    const node = caseNode(found, []);
    const own = known.get(node.id);
    return { found, node: own === undefined ? node : caseNode(found, own) };
  });
}

/** The actor, patient and day of a case; null for an id without a case. */
export async function windowOfCase(
  id: string,
  { index, reader, head: findHead }: CaseSources,
): Promise<ReviewWindow | null> {
  const place = parseCaseId(id);
  const head = await findHead();
  if (place === null || head === null) return null;
  const database = await index.database();
  const prove = createProveEvents(database, reader, head, () => undefined);
  const [first] = await prove((await readEvents(database, [place.event])).map((each) => each.id));
  if (first === undefined) return null;
  const { at, actor, issuer } = first;
  const patient = place.concerns === 'volume' ? null : first.patient;
  return { since: dayOf(at), until: dayOf(at) + DAY_MS - 1, actor, issuer, patient };
}

/** A case, found again; null for an id without a case. */
export async function caseOf(
  id: string,
  query: Omit<CaseQuery, 'window'>,
  sources: CaseSources,
): Promise<CaseNow | null> {
  const window = await windowOfCase(id, sources);
  const head = await sources.head();
  if (window === null || head === null) return null;
  const { cases } = await findCases(sources, { ...query, window });
  const found = cases.find(({ place }) => printCaseId(place) === id);
  if (found === undefined) return null;
  const indexed = await readReviews(sources, { since: dayOf(window.since) });
  const { reviews, size } = await readUnindexed(sources.reader, { found, from: head.size });
  const all = [...indexed.filter(({ leaf }) => leaf < head.size), ...reviews];
  return { node: caseNode(found, all), closedBy: closingReview(found, all), size };
}

/** A page of reviews. */
export async function reviewsIn(query: ReviewQuery, sources: CaseSources): Promise<ReviewsAnswer> {
  const { reviews, ...page } = await findReviews(query, sources);
  return {
    ...page,
    nodes: reviews.map(({ review }) => reviewNode(review)),
    cursors: reviews.map(({ cursor }) => cursor),
  };
}
