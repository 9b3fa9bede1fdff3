import { eventId, splitEventId } from './event-id.ts';

/**
 * What a case concerns: access to one patient's record on one day (`record`), or to many records in an hour (`volume`).
 */
export type CaseConcern = 'record' | 'volume';

/** A case, by its first event. */
export interface CasePlace {
  readonly concerns: CaseConcern;
  /** The actor's first event of the day: with the patient's record, or with any record. */
  readonly event: number;
}

/**
 * The id of a case: leaf and place of its first event, with `-volume` for a volume case: `1234-0`, `1234-0-volume`. The
 * ledger only grows at its end, so the first event and the id never change. Unlike a hash of actor and patient, the
 * id reveals neither.
 */
export function printCaseId({ concerns, event }: CasePlace): string {
  const { leaf, place } = splitEventId(event);
  return `${leaf}-${place}${concerns === 'volume' ? VOLUME : ''}`;
}

/** Parses the id of a case; null for an invalid one. */
export function parseCaseId(text: string): CasePlace | null {
  const [, leaf, place, volume] = FORM.exec(text) ?? [];
  if (leaf === undefined || place === undefined) return null;
  const event = eventId(Number(leaf), Number(place));
  const concerns = volume === undefined ? 'record' : 'volume';
  // Each case has one id: `01234-0` is not an id of 1234-0.
  return printCaseId({ concerns, event }) === text ? { concerns, event } : null;
}

const VOLUME = '-volume';
const FORM = /^(\d{1,11})-(\d{1,5})(-volume)?$/;
