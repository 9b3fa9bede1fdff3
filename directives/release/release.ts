import { isNonNullType } from 'graphql';
import { accessesOf } from './accesses.ts';
import { programFor, typeFacts } from './compile-program.ts';
import { ABSENT, fail, NULL } from './complete.ts';
import type { Failures } from './failures.ts';
import { isRecord, ownerOf } from './owner.ts';
import type {
  MergedSelections,
  Owner,
  ReleasedAccess,
  ReleaseError,
  ReleasePlan,
  Withheld,
} from './program.ts';
import {
  releaseStep,
  reportUnreached,
  type ObjectRelease,
  type ReleaseContext,
  type ReleaseState,
} from './release-step.ts';
import { ALL_ROLES, UNREACHED } from '../operation/effective-roles.ts';
import { isReachLimited, unreachedReason } from '../operation/find-effective-roles.ts';

/** The result of a release. */
export interface Released {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly ReleaseError[];
  /** The number of errors that `errors` leaves out. */
  readonly furtherErrors: number;
  readonly accesses: readonly ReleasedAccess[];
  readonly withheld: readonly Withheld[];
}

/**
 * Turns fetched data into the response data in one pass. For each object it determines the patient, the caller's roles
 * that count, and the program for its type and these roles. It completes values and propagates nulls as specified
 * in https://spec.graphql.org/October2021/#sec-Handling-Field-Errors, omits objects of unreached patients, and
 * collects the released PHI.
 */
export function release(
  plan: ReleasePlan,
  fetched: { readonly root: MergedSelections; readonly rootType: string; readonly data: unknown },
  context: ReleaseContext,
): Released {
  const run: Run = {
    plan,
    context,
    deidentify: context.deidentify,
    ordersLists: context.ordersLists,
    hidesMissing: isReachLimited(context.reach) && !context.reportsUnreached,
    pseudonymousCount: 0,
    path: [],
    errors: [],
    furtherErrors: 0,
    accesses: [],
    reportedPlaces: new Set(),
    withheld: [],
    completeObject: (group, value, owner, failures) =>
      completeObject(run, { group, value, parentOwner: owner, failures }),
  };
  const facts = typeFacts(plan, fetched.root, fetched.rootType);
  if (!facts) throw new TypeError('the root type is not in the schema');
  const program = programFor(plan, fetched.root, { facts, rolesId: ALL_ROLES });
  const data = releaseFields(run, {
    program,
    fetched: isRecord(fetched.data) ? fetched.data : {},
    owner: { patient: null, record: null, rolesId: ALL_ROLES, failed: false },
    failures: context.failures,
    unreleasedFields: null,
  });
  const { errors, furtherErrors, accesses, withheld } = run;
  return { data: isRecord(data) ? data : null, errors, furtherErrors, accesses, withheld };
}

interface Run extends ReleaseState {
  readonly plan: ReleasePlan;
}

function releaseFields(run: Run, object: ObjectRelease): unknown {
  const { program, owner } = object;
  const out: Record<string, unknown> = {};
  const firstAccess = run.accesses.length;
  if (program.isPseudonymous) run.pseudonymousCount += 1;
  for (const step of program.steps) {
    run.path.push(step.key);
    const value = releaseStep(run, step, object);
    run.path.pop();
    if (value !== NULL) out[step.key] = value;
    else if (isNonNullType(step.type)) {
      // The object becomes null, so nothing of it is released.
      run.accesses.length = firstAccess;
      return NULL;
    } else out[step.key] = null;
  }
  const { unreleasedFields } = object;
  if (program.recorded.length > (unreleasedFields?.length ?? 0))
    run.accesses.push(...accessesOf({ program, owner, unreleasedFields }, run.context));
  return out;
}

interface ObjectValue {
  readonly group: MergedSelections;
  readonly value: unknown;
  readonly parentOwner: Owner;
  readonly failures: Failures | undefined;
}

function completeObject(
  run: Run,
  { group, value: fetched, parentOwner, failures }: ObjectValue,
): unknown {
  if (!isRecord(fetched)) return fail(run, 'SUBGRAPH_FAILED');
  const typename = fetched['__typename'];
  const facts = typeof typename === 'string' ? typeFacts(run.plan, group, typename) : null;
  if (!facts) return fail(run, 'SUBGRAPH_FAILED');
  const owner = ownerOf(facts, { group, fetched, parentOwner, failures }, run.context);
  if (owner.rolesId === UNREACHED) {
    const reason = owner.failed ? 'failed' : unreachedReason(run.context.reach, owner.patient);
    run.withheld.push({ coordinate: facts.coordinate, reason });
    if (owner.failed) return fail(run, 'SUBGRAPH_FAILED');
    reportUnreached(run);
    return ABSENT;
  }
  const program = programFor(run.plan, group, { facts, rolesId: owner.rolesId });
  if (program.deniedBecause !== null) {
    run.withheld.push({ coordinate: facts.coordinate, reason: program.deniedBecause });
    return fail(run, 'UNAUTHORIZED_FIELD_OR_TYPE');
  }
  return releaseFields(run, { program, fetched, owner, failures, unreleasedFields: null });
}
