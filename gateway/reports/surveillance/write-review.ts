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

/** A review to write. */
export interface SignOff {
  /** `REOPENED` for a reopening. */
  readonly verdict: RecordedVerdict;
  /** The finding, or the reason for reopening. It may be PHI: the record only commits to it. */
  readonly note: string;
  /** Events that the reviewer has seen; null for all. */
  readonly events: number | null;
  /** The patient id of the reviewer, according to the graph; null if unknown. */
  readonly own: string | null;
  /** 32 random bytes in hex. */
  readonly salt: string;
}

/**
 * The record of a review or a reopening, and the opening of its note. The leaf holds reviewer, actor, day, rules,
 * the last record and the number of events that are covered, and the patient as the ledger names patients. Throws
 * `REVIEW_INCOMPLETE` for a note that is too short or too long, `TEXT_NOT_RECORDABLE` for a note that `commitTo`
 * refuses, and `REVIEW_OF_OWN_ACCESS` if the reviewer is the actor or the patient.
 */
export function writeReview(
  request: RequestContext,
  found: CaseNode,
  { verdict, note, events, own, salt }: SignOff,
): { readonly record: AuditRecord; readonly opening: Opening } {
  const { caller, received } = request;
  const said = note.trim();
  if (said.length < MIN || said.length > MAX) throw new GatewayError('REVIEW_INCOMPLETE');
  // Issuers are not compared, because two issuers may give one subject to two people: a few reviews too many are
  // refused.
  const isOwnRecord = found.patient !== null && [caller.own, own].includes(found.patient);
  if (caller.subject === found.actor || isOwnRecord) {
    throw new GatewayError('REVIEW_OF_OWN_ACCESS');
  }
  const opening = commitTo(said, salt);
  const { patient } = found;
  const record: AuditRecord = {
    ...controlRecord('review', received, {
      case: found.id,
      concerns: patient === null ? 'volume' : 'record',
      // Earlier versions recorded names that are not recordable now.
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

/** The number of events that a review covers. */
export function coveredEvents({ events }: Pick<CaseNode, 'events'>, seen: number | null): number {
  return Math.min(seen ?? events, events);
}

const MIN = 3;
const MAX = 2_000;
