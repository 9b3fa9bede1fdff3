import type { ReviewWindow } from '../review-window.ts';
import type { People } from '../facts/person-facts.ts';
import { NO_FACTS, type PeopleFacts } from '../facts/person-facts.ts';
import type { CaseQuery, RuleConfiguration } from './find-cases.ts';
import type { DayQuery } from '../detection/find-day.ts';

export interface PrepareDependencies {
  /** Lists the actors and patients of the window, at most `max` of each. */
  readonly listPeople: (
    days: DayQuery & { readonly window: ReviewWindow },
    max: number,
  ) => Promise<People>;
  /** Fetches facts about people, after recording the request in the ledger. */
  readonly findFacts: (people: People) => Promise<PeopleFacts>;
}

/** At most this many actors, and as many patients, have their facts fetched. For the others, facts stay unknown. */
const MAX_PEOPLE = 20_000;

/** Fetches the facts that the rules need for a review window. Lists no people if no facts are configured. */
export async function prepareQuery(
  window: ReviewWindow,
  rules: RuleConfiguration,
  { listPeople, findFacts }: PrepareDependencies,
): Promise<CaseQuery> {
  const { factKeys, settings } = rules;
  const { patients, actors } = factKeys;
  const areNeeded = patients.size + actors.size > 0;
  const facts = areNeeded
    ? await findFacts(await listPeople({ window, settings }, MAX_PEOPLE))
    : NO_FACTS;
  return { ...rules, window, facts };
}
