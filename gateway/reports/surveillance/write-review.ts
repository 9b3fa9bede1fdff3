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

/** What a reviewer says of a case. */
export interface SignOff {
  /** `REOPENED` where the case is to be reviewed again. */
  readonly verdict: RecordedVerdict;
  /** What the review found, or why the case is reopened. May be PHI: the record only commits to it. */
  readonly note: string;
  /** Events of the case that the reviewer has seen; null for as many as it has. */
  readonly events: number | null;
  /** The reviewer's own record, as the graph tells it; null where it tells none. */
  readonly own: string | null;
  /** 32 random bytes in hex. */
  readonly salt: string;
}

/**
 * The record of a sign-off or a reopening, and what opens its note. The leaf tells who reviewed whose access on which day, by
 * which rules, up to which record and of how many events; the patient as the ledger names patients. Throws
 * `REVIEW_INCOMPLETE` for a note that says nothing or too much, `TEXT_NOT_RECORDABLE` for one that `commitTo` refuses, and `REVIEW_OF_OWN_ACCESS` where the reviewer is the one whose
 * access it was, or the patient.
 */
export function writeReview(
  request: RequestContext,
  found: CaseNode,
  { verdict, note, events, own, salt }: SignOff,
): { readonly record: AuditRecord; readonly opening: Opening } {
  const { caller, received } = request;
  const said = note.trim();
  if (said.length < LEAST || said.length > MOST) throw new GatewayError('REVIEW_INCOMPLETE');
  // Two issuers may give one subject to two people: rather one too many is refused.
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
      // Recorded by a version that let more into a name.
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

/** How many events of a case a sign-off covers, whose reviewer has seen so many. */
export function coveredEvents({ events }: Pick<CaseNode, 'events'>, seen: number | null): number {
  return Math.min(seen ?? events, events);
}

const LEAST = 3;
const MOST = 2_000;
