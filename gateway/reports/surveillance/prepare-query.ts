import type { ReviewWindow } from './review-window.ts';
import type { People } from './facts/person-facts.ts';
import { NO_FACTS, type Facts } from './facts/person-facts.ts';
import type { CaseQuery, RuleConfiguration } from './find-cases.ts';
import type { DayQuery } from './find-day.ts';

/** How the facts of a window are found. */
export interface FactFinding {
  /** The actors and patients of the window. */
  readonly people: (
    days: DayQuery & { readonly window: ReviewWindow },
    most: number,
  ) => Promise<People>;
  /** Their facts. The request is recorded first. */
  readonly find: (people: People) => Promise<Facts>;
}

/** People whose facts one window requests, the newest first; facts of all others are unavailable. */
const MAX_PEOPLE = 20_000;

/** Collects everything that a window is judged by. Without configured facts, people are not searched. */
export async function prepareQuery(
  window: ReviewWindow,
  rules: RuleConfiguration,
  { people, find }: FactFinding,
): Promise<CaseQuery> {
  const { known, settings } = rules;
  const { patients, actors } = known;
  const isNeeded = patients.size + actors.size > 0;
  const facts = isNeeded ? await find(await people({ window, settings }, MAX_PEOPLE)) : NO_FACTS;
  return { ...rules, window, facts };
}
