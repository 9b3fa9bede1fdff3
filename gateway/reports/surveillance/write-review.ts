import { isPlaceholder } from '../catalog/patient-placeholder.ts';
import type { RecordedVerdict } from '../catalog/case-filter.ts';
import { controlRecord } from '../../audit/record/control/control-record.ts';
import { describeActor } from '../../audit/record/describe-actor.ts';
import { commitTo, type Opening } from '../../audit/record/opening.ts';
import type { AuditRecord } from '../../audit/record/record.ts';
import { toRecordable } from '../../platform/recorded-text.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { CaseNode } from './case-node.ts';

/** A reviewer's input to a sign-off or reopening. */
export interface SignOff {
  /** `REOPENED` to have the case reviewed again. */
  readonly verdict: RecordedVerdict;
  /** The findings, or the reason for reopening. May hold PHI: the record only commits to it. */
  readonly note: string;
  /** Events of the case that the reviewer saw; null for all. */
  readonly events: number | null;
  /** Id of the reviewer's patient record, as a subgraph returned it; null if it returned none. */
  readonly reviewerPatient: string | null;
  /** For the commitment to the note: 32 random bytes in hex. */
  readonly salt: string;
}

/**
 * Writes the record of a sign-off or reopening, and the opening of its note: text and salt, which the record commits to.
 * The leaf states the reviewer, the actor, the day, the rules, the last record and the number of events. It names the
 * patient as other leaves do, in the clear or by a commitment. Throws `REVIEW_INCOMPLETE` for a note that is too short or
 * too long, `TEXT_NOT_RECORDABLE` for a note that `commitTo` refuses, and `REVIEW_OF_OWN_ACCESS` if the reviewer is the
 * actor or the patient of the case.
 */
export function writeReview(
  request: RequestContext,
  found: CaseNode,
  { verdict, note, events, reviewerPatient, salt }: SignOff,
): { readonly record: AuditRecord; readonly opening: Opening } {
  const { caller, received } = request;
  const text = note.trim();
  if (text.length < MIN_NOTE || text.length > MAX_NOTE) throw new GatewayError('REVIEW_INCOMPLETE');
  // Ignores the issuer: refusing another person with the same subject is safer than allowing a self-review.
  const isOwnRecord =
    found.patient !== null && [caller.ownPatient, reviewerPatient].includes(found.patient);
  if (caller.subject === found.actor || isOwnRecord) {
    throw new GatewayError('REVIEW_OF_OWN_ACCESS');
  }
  const opening = commitTo(text, salt);
  const { patient } = found;
  const record: AuditRecord = {
    ...controlRecord('review', received, {
      case: found.id,
      concerns: patient === null ? 'volume' : 'record',
      // Earlier versions recorded subjects with characters that are refused today.
      subject: toRecordable(found.actor),
      issuer: found.issuer,
      day: found.day,
      rules: found.reasons.map(({ rule }) => rule).join(','),
      verdict,
      covers: found.lastLeaf,
      events: coveredEvents(found, events),
      reasonCommitment: opening.commitment,
    }),
    ...describeActor(request),
    patients: patient === null || isPlaceholder(patient) ? [] : [patient],
  };
  return { record, opening };
}

/** Returns how many events of a case a review covers; `seen` is what the reviewer saw, null for all. */
export function coveredEvents({ events }: Pick<CaseNode, 'events'>, seen: number | null): number {
  return Math.min(seen ?? events, events);
}

/** Characters of a note. */
const MIN_NOTE = 3;
const MAX_NOTE = 2_000;
