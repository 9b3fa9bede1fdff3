import { controlRecord } from '../../../audit/record/control/control-record.ts';
import { describeActor } from '../../../audit/record/describe-actor.ts';
import { commitTo, type Opening } from '../../../audit/record/opening.ts';
import type { AuditRecord } from '../../../audit/record/record.ts';
import type { RequestContext } from '../../../platform/request-context.ts';
import { badInput } from '../../catalog/request-fault.ts';
import { isDecision, type StatedStep } from './threshold-step.ts';

/**
 * Writes the record of a step, and the opening of its reason, which the record commits to: the reason may hold PHI. Throws
 * `BAD_USER_INPUT` for a reason that is missing, too short or too long, and `TEXT_NOT_RECORDABLE` for one that `commitTo`
 * refuses. Only an approval and a withdrawal need none.
 */
export function writeThresholdStep(
  request: RequestContext,
  step: StatedStep,
  { reason, salt }: { readonly reason: string | null; readonly salt: string },
): { readonly record: AuditRecord; readonly opening: Opening | null } {
  const text = reason?.trim() ?? '';
  const needsReason = !isDecision(step.step) || step.step === 'REJECTED';
  if ((needsReason || text !== '') && (text.length < MIN_REASON || text.length > MAX_REASON))
    throw badInput([`reason has ${MIN_REASON} to ${MAX_REASON} characters.`]);
  const opening = text === '' ? null : commitTo(text, salt);
  const details = {
    ...step,
    ...(opening !== null && { reasonCommitment: opening.commitment }),
  };
  const record = {
    ...controlRecord('log.threshold', request.received, details),
    ...describeActor(request),
  };
  return { record, opening };
}

const MIN_REASON = 3;
const MAX_REASON = 2_000;
