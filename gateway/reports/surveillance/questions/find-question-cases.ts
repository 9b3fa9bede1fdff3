import { OVERSIGHT } from '../../../audit/tlog/leaf-terms.ts';
import type { ReportRow } from '../../query/report-row.ts';
import type { IndexHead } from '../../index/index-head.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents, type Refusal, type ShownEvent } from '../../query/show-events.ts';
import type { RecordAccess } from '../accesses/access-group.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { dayOf } from '../detection/day-scanner.ts';
import type { DetectedCase } from '../cases/detected-case.ts';
import { createEventProver } from '../accesses/prove-events.ts';
import type { ReviewWindow } from '../review-window.ts';
import { readQuestions, type RecordedQuestion } from './read-questions.ts';

/** A question, and the case that it opens. */
export interface QuestionCase {
  readonly question: RecordedQuestion;
  readonly found: DetectedCase;
}

/**
 * Finds the cases of the questions that were asked in a window. A question is a case of its own, of the one event that it is
 * about: it opens no case that a rule has found, and closing that does not answer it.
 */
export async function findQuestionCases(
  { index, reader }: Pick<CaseSources, 'index' | 'reader'>,
  tree: IndexHead,
  { since, until, actor, issuer, patient }: ReviewWindow,
  onRefused: (refusal: Refusal) => void = () => undefined,
): Promise<readonly QuestionCase[]> {
  const selected = { since, until, ...(patient !== null && { patient }) };
  const questions = await readQuestions({ index, reader }, tree, selected);
  if (questions.length === 0) return [];
  const database = await index.database();
  const ids = questions.map(({ event }) => event);
  const rows = await readEvents(database, ids);
  const { events, refused } = await showEvents(rows, { database, reader, tree, filter: {} });
  for (const refusal of refused) onRefused(refusal);
  const shown = new Map(events.map((event) => [event.id, event]));
  // A denial is not an access.
  const prove = createEventProver(database, reader, tree, () => undefined);
  const accesses = new Map((await prove([...shown.keys()])).map((access) => [access.id, access]));
  return questions.flatMap((question) => {
    const event = shown.get(question.event);
    const found =
      event === undefined ? null : caseOf(question, event, accesses.get(event.id) ?? null);
    const isWithin =
      found !== null &&
      (actor === null || found.actor === actor) &&
      (issuer === null || found.issuer === issuer);
    return isWithin ? [{ question, found }] : [];
  });
}

/** Whether a patient may ask about an event: one of their own record that an account caused. */
export function isAskable({ patient, actor, issuer, kind }: ReportRow, own: string): boolean {
  return patient === own && actor !== null && issuer !== null && !OVERSIGHT.includes(kind);
}

/** Null for an event that no patient may ask about. */
function caseOf(
  question: RecordedQuestion,
  { id, leaf, row }: ShownEvent,
  access: RecordAccess | null,
): DetectedCase | null {
  const { actor, issuer, actorName, roles, patient } = row;
  if (actor === null || issuer === null || !isAskable(row, question.patient)) return null;
  return {
    place: { concerns: 'question', event: id },
    day: dayOf(leaf.at),
    actor,
    issuer,
    actorName,
    roles,
    patient,
    since: leaf.at,
    until: leaf.at,
    events: 1,
    lastLeaf: question.leaf,
    leaves: [row.leaf, question.leaf],
    accesses: access === null ? [] : [access],
    reasons: [
      {
        rule: 'PATIENT_QUESTION',
        text: reasonOf(question),
        at: question.at,
        leaf: question.leaf,
      },
    ],
    notKnown: [],
    suppressions: [],
  };
}

/** The text of the patient is the only one that no reviewer and no rule has written, so it stands in quotation marks. */
function reasonOf({ text, placeholder }: RecordedQuestion): string {
  const asked = 'The patient asked about this access';
  const words = text === null ? placeholder : `“${text}”`;
  return words === null ? `${asked}.` : `${asked}: ${words}`;
}
