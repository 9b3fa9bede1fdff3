import { eventId, splitEventId } from './event-id.ts';

/** What a case concerns: one record on one day, or many records in an hour. */
export type CaseConcern = 'record' | 'volume';

/** A case, by its first event. */
export interface CasePlace {
  readonly concerns: CaseConcern;
  /** The actor's first event of the day: with the patient's record, or with any record. */
  readonly event: number;
}

/**
 * The id of a case: its first record, the place in it, and what it concerns. Later records never precede the first
 * one, so the id is stable. Unlike a hash of actor and patient, it reveals neither.
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
  return printCaseId({ concerns, event }) === text ? { concerns, event } : null;
}

const VOLUME = '-volume';
const FORM = /^(\d{1,11})-(\d{1,5})(-volume)?$/;
