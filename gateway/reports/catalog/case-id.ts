import { eventId, placeOf } from './event-id.ts';

/** What a case is about: what somebody did with one record on one day, or in an hour with many of them. */
export type CaseConcern = 'record' | 'volume';

/** A case, by the event that it begins with. */
export interface CasePlace {
  readonly concerns: CaseConcern;
  /** The first event of the actor on the day: with the patient's record, or with anybody's. */
  readonly event: number;
}

/**
 * The id of a case: the record that it begins with, the place in it, and what it is about. What follows in the
 * ledger never comes before that, so that it stays the same; and unlike a hash of actor and patient it tells
 * nothing of either, wherever it is written down.
 */
export function printCaseId({ concerns, event }: CasePlace): string {
  const { leaf, place } = placeOf(event);
  return `${leaf}-${place}${concerns === 'volume' ? VOLUME : ''}`;
}

/** Reads one; null for a text that is none. */
export function parseCaseId(text: string): CasePlace | null {
  const [, leaf, place, volume] = FORM.exec(text) ?? [];
  if (leaf === undefined || place === undefined) return null;
  const event = eventId(Number(leaf), Number(place));
  const concerns = volume === undefined ? 'record' : 'volume';
  return printCaseId({ concerns, event }) === text ? { concerns, event } : null;
}

const VOLUME = '-volume';
const FORM = /^(\d{1,11})-(\d{1,5})(-volume)?$/;
