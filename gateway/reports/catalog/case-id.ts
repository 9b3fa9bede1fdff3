import { eventId, splitEventId } from './event-id.ts';

/**
 * What a case concerns: access to one patient's record on one day (`record`), to many records in an hour (`volume`), or an
 * entry that the patient asked about (`question`).
 */
export type CaseConcern = 'record' | 'volume' | 'question';

/** A case, by its first event. */
export interface CasePlace {
  readonly concerns: CaseConcern;
  /** The actor's first event of the day: with the patient's record, or with any record. The event that a question is about. */
  readonly event: number;
}

/**
 * The id of a case: leaf and place of its first event, with what it concerns unless that is a record: `1234-0`,
 * `1234-0-volume`, `1234-0-question`. The
 * ledger only grows at its end, so the first event and the id never change. Unlike a hash of actor and patient, the
 * id reveals neither.
 */
export function printCaseId({ concerns, event }: CasePlace): string {
  const { leaf, place } = splitEventId(event);
  return `${leaf}-${place}${concerns === 'record' ? '' : `-${concerns}`}`;
}

/** Parses the id of a case; null for an invalid one. */
export function parseCaseId(text: string): CasePlace | null {
  const [, leaf, place, other] = FORM.exec(text) ?? [];
  if (leaf === undefined || place === undefined) return null;
  const event = eventId(Number(leaf), Number(place));
  const concerns = other === 'volume' || other === 'question' ? other : 'record';
  // Each case has one id: `01234-0` is not an id of 1234-0.
  return printCaseId({ concerns, event }) === text ? { concerns, event } : null;
}

const FORM = /^(\d{1,11})-(\d{1,5})(?:-(volume|question))?$/;
