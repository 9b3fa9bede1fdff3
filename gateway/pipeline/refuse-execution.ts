import type { ReleasedAccess, ReleaseError } from '../../directives/release/program.ts';
import type { Released } from '../../directives/release/release.ts';
import type { Execution } from './authorized-execution.ts';
import { overLimit } from './limits/over-limit.ts';
import { factsWithoutRelease, type RecordFacts } from './release/operation-record.ts';
import { respondRefusal, type OperationResponse } from './respond.ts';

/** Refuses the whole operation, once the denial is durable. */
export async function refuseWhole(
  execution: Execution,
  denied: RecordFacts['denied'] = execution.authorized.pruned.denials.entries,
  errors: readonly ReleaseError[] = [],
): Promise<OperationResponse<never>> {
  await execution.record({ ...withoutRelease(execution), denied, kind: 'denial', outcome: 'deny' });
  const atRelease = errors.filter(isDenial).map((error) => error.path);
  return respondRefusal([...execution.authorized.pruned.denials.refusals, ...atRelease]);
}

/** Refuses a response with more PHI fields than the limit, once that is recorded. Part of it is never released. */
export async function assertReleasable(
  execution: Execution,
  { accesses }: Released,
  kind: 'denial' | 'outcome',
): Promise<void> {
  if (countReleased(accesses) <= execution.operation.limits.releasedFields) return;
  const refusal = overLimit('releasedFields', { isRecorded: true });
  const reason = refusal.code;
  await execution.record({ ...withoutRelease(execution), kind, outcome: 'deny', reason });
  throw refusal;
}

/** Counts the PHI fields of a response: each recorded field of each object. */
function countReleased(accesses: readonly ReleasedAccess[]): number {
  return accesses.reduce(
    (count, { of, unreleasedFields }) =>
      count + of.recorded.length - (unreleasedFields?.length ?? 0),
    0,
  );
}

export function withoutRelease({ authorized, dryRun }: Execution) {
  return factsWithoutRelease(authorized, dryRun !== null);
}

/** Objects of unreached patients are reported as absent, so they are not denials to the caller. */
export function isDenial({ code }: ReleaseError): boolean {
  return code === 'UNAUTHORIZED_FIELD_OR_TYPE';
}
