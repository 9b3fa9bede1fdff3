import { controlRecord } from '../../../audit/record/control/control-record.ts';
import { describeActor } from '../../../audit/record/describe-actor.ts';
import { commitTo, type Opening } from '../../../audit/record/opening.ts';
import type { AuditRecord } from '../../../audit/record/record.ts';
import { DAY_MS } from '../../../platform/durations.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { toRecordable } from '../../../platform/recorded-text.ts';
import type { RequestContext } from '../../../platform/request-context.ts';
import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import { badInput } from '../../catalog/request-fault.ts';
import { declarationOf, type UnusualRule } from '../../catalog/unusual-rule.ts';
import type { CaseNode } from '../cases/case-node.ts';
import type { OwnPatient } from '../facts/person-facts.ts';
import { assertNotOwn } from '../reviews/write-review.ts';
import { dayText, type Suppression } from '../cases/suppression.ts';

/** A reviewer's input to a suppression. */
export interface RequestedTerms {
  readonly rule: UnusualRule;
  /** Whether it covers all patients of the actor, and cases about many patients. */
  readonly allPatients: boolean;
  /** Its first day; null for the day of the case. */
  readonly since: string | null;
  /** Its last day. */
  readonly until: string;
  /** May hold PHI: the record only commits to it. */
  readonly reason: string;
}

/** What a record of a suppression depends on besides the input. */
export interface SuppressionFacts {
  /** UTC ms since 1970. */
  readonly now: number;
  /** The most days from today to the end. */
  readonly maxDays: number;
  /** The reviewer's own patient record, by the facts about staff. */
  readonly reviewerPatient: OwnPatient;
  /** For the commitment to the reason: 32 random bytes in hex. */
  readonly salt: string;
}

interface Written {
  readonly record: AuditRecord;
  readonly opening: Opening;
}

/**
 * Writes the record of a suppression that is made from a case, and the opening of its reason. Throws as {@link assertNotOwn}
 * does, and
 * - `RULE_NOT_SUPPRESSIBLE`,
 * - `SUPPRESSION_INCOMPLETE` for a reason that is too short or too long,
 * - `TEXT_NOT_RECORDABLE` for a reason that `commitTo` refuses,
 * - `BAD_USER_INPUT` for a rule that the case does not match or days that are out of bounds.
 */
export function writeSuppression(
  request: RequestContext,
  found: CaseNode,
  terms: RequestedTerms,
  { reviewerPatient, salt, ...bounds }: SuppressionFacts,
): Written {
  assertNotOwn(request.caller, found, reviewerPatient);
  const { rule, allPatients, until } = terms;
  // The rules of cases about many patients find no case about one.
  if (allPatients && found.patient !== null) assertKnowsOwnRecord(request.caller, reviewerPatient);
  if (!declarationOf(rule).isSuppressible) throw new GatewayError('RULE_NOT_SUPPRESSIBLE');
  const problems = problemsOf(found, terms, bounds);
  if (problems.length > 0) throw badInput(problems);
  return write(request, {
    reason: terms.reason,
    salt,
    patient: allPatients ? null : found.patient,
    details: {
      step: 'start',
      concerns: allPatients ? 'all' : 'record',
      rule,
      // Earlier versions recorded subjects with characters that are refused today.
      subject: toRecordable(found.actor),
      issuer: found.issuer,
      case: found.id,
      since: terms.since ?? found.day,
      until,
    },
  });
}

/**
 * Writes the record that lifts a suppression, and the opening of its reason. Throws `SUPPRESSION_LIFTED` if it was lifted
 * before, and as `writeSuppression` does.
 */
export function writeLift(
  request: RequestContext,
  suppression: Suppression,
  reason: string,
  { reviewerPatient, salt }: Pick<SuppressionFacts, 'reviewerPatient' | 'salt'>,
): Written {
  assertNotOwn(request.caller, suppression, reviewerPatient);
  if (suppression.lifted !== null) throw new GatewayError('SUPPRESSION_LIFTED');
  const { leaf, rule, actor, issuer, patient } = suppression;
  return write(request, {
    reason,
    salt,
    patient,
    details: { step: 'lift', suppression: leaf, rule, subject: toRecordable(actor), issuer },
  });
}

/**
 * A suppression for all patients does not cover cases about the reviewer's own record as far as the facts know it. Throws
 * `REVIEWER_UNKNOWN` if they should know it and do not, and `REVIEW_OF_OWN_ACCESS` if only the token does.
 */
function assertKnowsOwnRecord(
  { ownPatient }: RequestContext['caller'],
  reviewerPatient: OwnPatient,
): void {
  if (reviewerPatient.kind === 'unknown') throw new GatewayError('REVIEWER_UNKNOWN');
  const known = reviewerPatient.kind === 'patient' ? reviewerPatient.id : null;
  if (ownPatient !== null && ownPatient !== known) throw new GatewayError('REVIEW_OF_OWN_ACCESS');
}

/** The most days between the first day of a suppression and the case that it is made from. */
const MAX_DAYS_BACK = 366;

function problemsOf(
  { reasons, patient, day }: CaseNode,
  { rule, allPatients, since, until }: RequestedTerms,
  { now, maxDays }: Pick<SuppressionFacts, 'now' | 'maxDays'>,
): readonly string[] {
  const last = dayText(now + maxDays * DAY_MS);
  const first = dayText(Date.parse(day) - MAX_DAYS_BACK * DAY_MS);
  const named = patient !== null && !isPlaceholder(patient);
  return [
    ...(reasons.some((reason) => reason.rule === rule)
      ? []
      : ['rule is one that the case matches.']),
    ...(allPatients || named ? [] : ['allPatients is true for a case that names no patient.']),
    ...(until > dayText(now) && until <= last
      ? []
      : [`until is a day after today, at most ${last}.`]),
    ...(since === null || (since >= first && since <= day)
      ? []
      : [`since is a day from ${first} to ${day}, the day of the case.`]),
  ];
}

function write(
  request: RequestContext,
  {
    reason,
    salt,
    patient,
    details,
  }: {
    readonly reason: string;
    readonly salt: string;
    readonly patient: string | null;
    readonly details: NonNullable<AuditRecord['details']>;
  },
): Written {
  const text = reason.trim();
  if (text.length < MIN_REASON || text.length > MAX_REASON)
    throw new GatewayError('SUPPRESSION_INCOMPLETE');
  const opening = commitTo(text, salt);
  const record: AuditRecord = {
    ...controlRecord('suppression', request.received, {
      ...details,
      reasonCommitment: opening.commitment,
    }),
    ...describeActor(request),
    patients: patient === null || isPlaceholder(patient) ? [] : [patient],
  };
  return { record, opening };
}

/** Characters of a reason. */
const MIN_REASON = 3;
const MAX_REASON = 2_000;
