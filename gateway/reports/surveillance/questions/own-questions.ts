import { splitEventId } from '../../catalog/event-id.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents } from '../../query/show-events.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { closingReview } from '../cases/case-state.ts';
import { dayOf } from '../detection/day-scanner.ts';
import { readReviews } from '../reviews/read-reviews.ts';
import { findQuestionCases, isAskable } from './find-question-cases.ts';

/** A question as the patient sees it: the fields of the GraphQL type `Question`. */
export interface OwnQuestion {
  /** Id of the event in the API, such as `1234-0`. */
  readonly event: string;
  /** ISO 8601. */
  readonly time: string;
  readonly text: string | null;
  /** When a reviewer closed the case, ISO 8601; null while it is open. */
  readonly answeredAt: string | null;
}

/** Returns the questions about a patient's record, the newest first, without anything that reviewers wrote. */
export async function listOwnQuestions(
  patient: string,
  sources: CaseSources,
): Promise<readonly OwnQuestion[]> {
  const tree = await sources.head();
  if (tree === null) return [];
  const always = { since: 0, until: Number.MAX_SAFE_INTEGER, actor: null, issuer: null, patient };
  const cases = await findQuestionCases(sources, tree, always);
  const [first] = cases;
  if (first === undefined) return [];
  const reviews = await readReviews(sources, { since: dayOf(first.question.at), patient });
  return cases
    .map(({ question: { at, text }, found }) => {
      const { leaf, place } = splitEventId(found.place.event);
      const closing = closingReview(found, reviews);
      return {
        event: `${leaf}-${place}`,
        time: new Date(at).toISOString(),
        text,
        answeredAt: closing === null ? null : new Date(closing.at).toISOString(),
      };
    })
    .toReversed();
}

/** What decides whether a patient may ask about an event. */
export interface AskingState {
  /** Whether it is an event of the patient's record that an account caused. */
  readonly isAskable: boolean;
  readonly questions: readonly OwnQuestion[];
  /** Records in the ledger that this was read from. */
  readonly size: number;
}

/** Reads what decides whether a patient may ask about an event. */
export async function readAskingState(
  event: number,
  patient: string,
  sources: CaseSources,
): Promise<AskingState> {
  const tree = await sources.head();
  if (tree === null) return { isAskable: false, questions: [], size: 0 };
  const { index, reader } = sources;
  const database = await index.database();
  const rows = await readEvents(database, [event]);
  const { events } = await showEvents(rows, { database, reader, tree, filter: { patient } });
  return {
    isAskable: events.some(({ row }) => isAskable(row, patient)),
    questions: await listOwnQuestions(patient, sources),
    size: tree.size,
  };
}
