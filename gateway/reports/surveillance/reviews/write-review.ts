import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import type { ReviewStep } from '../../catalog/case-filter.ts';
import { controlRecord } from '../../../audit/record/control/control-record.ts';
import { describeActor } from '../../../audit/record/describe-actor.ts';
import { commitTo, type Opening } from '../../../audit/record/opening.ts';
import type { AuditRecord } from '../../../audit/record/record.ts';
import { isRecordable, toRecordable } from '../../../platform/recorded-text.ts';
import { GatewayError } from '../../../platform/errors.ts';
import type { RequestContext } from '../../../platform/request-context.ts';
import { badInput } from '../../catalog/request-fault.ts';
import { assertAttachments, printNote, type Attachment } from '../cases/attachment.ts';
import type { CaseNode } from '../cases/case-node.ts';
import type { Assignment } from '../cases/case-state.ts';
import type { OwnPatient } from '../facts/person-facts.ts';

/** A reviewer's input to a step of a review. */
export interface ReviewInput {
  /** `REOPENED` to have the case reviewed again. */
  readonly verdict: ReviewStep;
  /** The findings, the comment, or the reason. May hold PHI: the record only commits to it. Null for a step without one. */
  readonly note: string | null;
  /** What a comment refers to. May hold PHI, as the note. */
  readonly attachments: readonly Attachment[];
  /** What an assignment states. */
  readonly assignment: Assignment;
  /** Events of the case that the reviewer saw; null for all. */
  readonly events: number | null;
  /** The reviewer's own patient record, by the facts about staff. */
  readonly reviewerPatient: OwnPatient;
  /** For the commitment to the note: 32 random bytes in hex. */
  readonly salt: string;
}

/**
 * Writes the record of a step of a review, and the opening of its note: text and salt, which the record commits to.
 * The leaf states the reviewer, the actor, the day, the rules, the last record and the number of events. It names the
 * patient as other leaves do, in the clear or by a commitment. Throws `REVIEW_INCOMPLETE` for a note that is too short or
 * too long, `BAD_USER_INPUT` for attachments that are not recorded, `TEXT_NOT_RECORDABLE` for a note that `commitTo` refuses, and as {@link assertNotOwn} does.
 */
export function writeReview(
  request: RequestContext,
  found: CaseNode,
  { verdict, note, attachments, assignment, events, reviewerPatient, salt }: ReviewInput,
): { readonly record: AuditRecord; readonly opening: Opening | null } {
  const { caller, received } = request;
  const text = note?.trim() ?? null;
  if (text !== null && (text.length < MIN_NOTE || text.length > MAX_NOTE))
    throw new GatewayError('REVIEW_INCOMPLETE');
  assertAttachments(attachments);
  assertAssignable(assignment, found);
  assertNotOwn(caller, found, reviewerPatient);
  const opening = text === null ? null : commitTo(printNote(text, attachments), salt);
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
      ...(verdict === 'ASSIGNED' && assignment),
      ...(attachments.length > 0 && { attachments: attachments.length }),
      ...(opening !== null && { reasonCommitment: opening.commitment }),
    }),
    ...describeActor(request),
    patients: patient === null || isPlaceholder(patient) ? [] : [patient],
  };
  return { record, opening };
}

/**
 * Throws `REVIEW_OF_OWN_ACCESS` if the reviewer is the actor or the patient of a case, and `REVIEWER_UNKNOWN` if the facts
 * have the patient records of staff, but not that of the reviewer.
 */
export function assertNotOwn(
  caller: RequestContext['caller'],
  { actor, patient }: Pick<CaseNode, 'actor' | 'patient'>,
  reviewerPatient: OwnPatient,
): void {
  // Ignores the issuer: refusing another person with the same subject is safer than allowing a self-review.
  if (caller.subject === actor) throw new GatewayError('REVIEW_OF_OWN_ACCESS');
  if (patient === null) return;
  if (caller.ownPatient === patient) throw new GatewayError('REVIEW_OF_OWN_ACCESS');
  switch (reviewerPatient.kind) {
    case 'patient':
      if (reviewerPatient.id === patient) throw new GatewayError('REVIEW_OF_OWN_ACCESS');
      return;
    case 'unknown':
      throw new GatewayError('REVIEWER_UNKNOWN');
    case 'none':
    case 'not-asked':
      return;
    default:
      reviewerPatient satisfies never;
  }
}

/** Throws `REVIEW_OF_OWN_ACCESS` for an assignment to the actor, and `BAD_USER_INPUT` for one that can't be recorded. */
function assertAssignable({ assignee, assigneeIssuer }: Assignment, found: CaseNode): void {
  if (assignee === null) return;
  if (assignee === found.actor) throw new GatewayError('REVIEW_OF_OWN_ACCESS');
  const texts = [assignee, assigneeIssuer ?? ''];
  if (assignee === '' || !texts.every((text) => isRecordable(text) && text.length <= MAX_ACCOUNT))
    throw badInput(['assignee and issuer name an account, in at most 255 characters each.']);
}

/** Returns how many events of a case a review covers; `seen` is what the reviewer saw, null for all. */
export function coveredEvents({ events }: Pick<CaseNode, 'events'>, seen: number | null): number {
  return Math.min(seen ?? events, events);
}

/** Characters of a note. */
const MIN_NOTE = 3;
const MAX_NOTE = 2_000;

/** Characters of a subject, as OpenID Connect limits them, or an issuer. */
const MAX_ACCOUNT = 255;
