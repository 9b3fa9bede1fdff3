import type { ReviewWindow } from './review-window.ts';
import type { People } from './facts/person-facts.ts';
import { NO_FACTS, type PeopleFacts } from './facts/person-facts.ts';
import type { CaseQuery, RuleConfiguration } from './find-cases.ts';
import type { DayQuery } from './find-day.ts';

export interface PrepareDependencies {
  /** Lists the actors and patients of the window, at most `max` of each. */
  readonly people: (
    days: DayQuery & { readonly window: ReviewWindow },
    max: number,
  ) => Promise<People>;
  /** Fetches facts about people, after recording the request in the ledger. */
  readonly find: (people: People) => Promise<PeopleFacts>;
}

/** Actors and patients, each, whose facts one query fetches. Facts about people of earlier days stay unknown. */
const MAX_PEOPLE = 20_000;

/** Fetches the facts that the rules need for a review window. Lists no people if no facts are configured. */
export async function prepareQuery(
  window: ReviewWindow,
  rules: RuleConfiguration,
  { people, find }: PrepareDependencies,
): Promise<CaseQuery> {
  const { known, settings } = rules;
  const { patients, actors } = known;
  const isNeeded = patients.size + actors.size > 0;
  const facts = isNeeded ? await find(await people({ window, settings }, MAX_PEOPLE)) : NO_FACTS;
  return { ...rules, window, facts };
}
