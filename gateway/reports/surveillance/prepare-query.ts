import type { ReviewWindow } from './review-window.ts';
import type { People } from './facts/person-facts.ts';
import { NO_FACTS, type Facts } from './facts/person-facts.ts';
import type { CaseQuery, RuleConfiguration } from './find-cases.ts';
import type { DayQuery } from './find-day.ts';

/** How a look comes to facts. */
export interface FactFinding {
  /** Who had to do with whose record in the look. */
  readonly people: (
    days: DayQuery & { readonly window: ReviewWindow },
    most: number,
  ) => Promise<People>;
  /** What is known of them; whose facts are asked for is on the ledger by then. */
  readonly find: (people: People) => Promise<Facts>;
}

/** People whose facts one look asks for; of others, who came before them, nothing is known. */
const MOST_PEOPLE = 20_000;

/** All that a look is judged by. Nobody is looked for whose facts nobody tells. */
export async function prepareQuery(
  window: ReviewWindow,
  rules: RuleConfiguration,
  { people, find }: FactFinding,
): Promise<CaseQuery> {
  const { known, settings } = rules;
  const { patients, actors } = known;
  const isNeeded = patients.size + actors.size > 0;
  const facts = isNeeded ? await find(await people({ window, settings }, MOST_PEOPLE)) : NO_FACTS;
  return { ...rules, window, facts };
}
