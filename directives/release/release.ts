import { isNonNullType } from 'graphql';
import { addAccesses, addAccessesAbove } from './accesses.ts';
import { programFor, typeFacts } from './compile-program.ts';
import { ABSENT, fail, NULL } from './complete.ts';
import type { Failures } from './failures.ts';
import { isRecord, ownerOf, ROOT_OWNER } from './owner.ts';
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
import { isPhiElement } from '../operation/phi-categories.ts';
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
  /** The weights of the released values. Values that the response does not contain cost nothing. */
  readonly cost: number;
}

/**
 * Turns fetched data into the response data in one pass. For each object it determines the patient, the caller's roles
 * that count, and the program for its type and these roles. It completes values and propagates nulls as specified
 * in https://spec.graphql.org/October2021/#sec-Handling-Field-Errors, omits objects of unreached patients and of denied
 * types with PHI, and collects the released PHI.
 */
export function release(
  plan: ReleasePlan,
  fetched: { readonly root: MergedSelections; readonly rootType: string; readonly data: unknown },
  context: ReleaseContext,
): Released {
  const state: ReleaseState = {
    plan,
    context,
    deidentify: context.deidentify,
    ordersLists: context.ordersLists,
    hidesUnreached: !context.reportsUnreached,
    isReachLimited: isReachLimited(context.reach),
    hidesDenied: context.hidesDenied,
    pseudonymousCount: 0,
    path: [],
    errors: [],
    furtherErrors: 0,
    cost: 0,
    accesses: [],
    reportedPaths: new Set(),
    withheld: [],
    completeObject: (merged, value, owner, failures) =>
      completeObject(state, { merged, value, parentOwner: owner, failures }),
  };
  const facts = typeFacts(plan, fetched.root, fetched.rootType);
  if (!facts) throw new TypeError('the root type is not in the schema');
  const program = programFor(plan, fetched.root, { facts, rolesId: ALL_ROLES });
  const data = releaseFields(state, {
    program,
    fetched: isRecord(fetched.data) ? fetched.data : {},
    owner: ROOT_OWNER,
    failures: context.failures,
    weight: 0,
    unreleasedFields: null,
    hasOwnRecord: false,
  });
  const { errors, furtherErrors, accesses, withheld, cost } = state;
  return { data: isRecord(data) ? data : null, errors, furtherErrors, accesses, withheld, cost };
}

/** Releases the fields of an object whose type and roles are known. Returns the released object or {@link NULL}. */
function releaseFields(state: ReleaseState, object: ObjectRelease): unknown {
  const { program, owner, fetched } = object;
  const out = { ...program.blank };
  const firstAccess = state.accesses.length;
  const costBefore = state.cost;
  state.cost += object.weight + program.leafCost;
  if (program.isPseudonymous) state.pseudonymousCount += 1;
  for (const step of program.steps) {
    if (step.kind === 'leaf' && step.convert !== null && !owner.failed) {
      // Most values take this short way. Whatever it doesn't release is completed below.
      const raw = fetched[step.innerKey] ?? null;
      const value = raw === null ? null : (step.convert(raw, state.deidentify) ?? null);
      if (value !== null) {
        out[step.key] = value;
        continue;
      }
    }
    state.path.push(step.key);
    const value = releaseStep(state, step, object);
    state.path.pop();
    if (value !== NULL) out[step.key] = value;
    else if (isNonNullType(step.type)) {
      // The object becomes null, so nothing of it is released.
      state.accesses.length = firstAccess;
      state.cost = costBefore;
      return NULL;
    }
  }
  const unreleasedFields = withoutTypeName(object);
  const releasesSome = program.recorded.length > (unreleasedFields?.length ?? 0);
  if (releasesSome)
    addAccesses(state.accesses, { program, owner, unreleasedFields }, state.context);
  return out;
}

/** Leaves out the name of the type if another recorded field is released: its record has the name anyway. */
function withoutTypeName({
  program: { typeNameIndex, recorded },
  unreleasedFields,
  hasOwnRecord,
}: ObjectRelease): readonly number[] | null {
  if (typeNameIndex === null) return unreleasedFields;
  const unreleased = unreleasedFields ?? [];
  const releasesAnother = hasOwnRecord || recorded.length - 1 > unreleased.length;
  return releasesAnother ? [...unreleased, typeNameIndex] : unreleasedFields;
}

/** A fetched value that should be an object of merged selections. */
interface ObjectValue {
  readonly merged: MergedSelections;
  readonly value: unknown;
  readonly parentOwner: Owner;
  readonly failures: Failures | undefined;
}

/** Determines an object's type, owner and program, and releases its fields. */
function completeObject(
  state: ReleaseState,
  { merged, value: fetched, parentOwner, failures }: ObjectValue,
): unknown {
  if (!isRecord(fetched)) return fail(state, 'SUBGRAPH_FAILED');
  const typename = fetched['__typename'];
  const facts = typeof typename === 'string' ? typeFacts(state.plan, merged, typename) : null;
  if (!facts) return fail(state, 'SUBGRAPH_FAILED');
  const owner = ownerOf(facts, { merged, fetched, parentOwner, failures }, state.context);
  if (owner.rolesId === UNREACHED) {
    const reason = owner.failed ? 'failed' : unreachedReason(state.context.reach, owner.patient);
    state.withheld.push({ coordinate: facts.coordinate, reason });
    if (owner.failed) return fail(state, 'SUBGRAPH_FAILED');
    reportUnreached(state);
    return ABSENT;
  }
  const program = programFor(state.plan, merged, { facts, rolesId: owner.rolesId });
  if (program.keptOut !== null) {
    // A null with an error would reveal that the record exists.
    state.withheld.push(program.keptOut);
    reportUnreached(state);
    return ABSENT;
  }
  if (program.deniedBecause !== null) {
    state.withheld.push({ coordinate: facts.coordinate, reason: program.deniedBecause });
    // An error, or a null where the others are objects, would reveal that there is an object of this type.
    const isPhi = isPhiElement(state.plan.decisions.policy, facts.coordinate);
    return isPhi && state.hidesDenied ? ABSENT : fail(state, 'UNAUTHORIZED_FIELD_OR_TYPE');
  }
  if (owner.failed && (program.typeNameIndex !== null || program.recordedAbove.length > 0)) {
    // The name is PHI, or that the object is there, and no PHI of an unknown patient is released.
    state.withheld.push({ coordinate: facts.coordinate, reason: 'failed' });
    return fail(state, 'SUBGRAPH_FAILED');
  }
  const { weight } = merged;
  const released = releaseFields(state, {
    program,
    fetched,
    owner,
    failures,
    weight,
    unreleasedFields: null,
    hasOwnRecord: false,
  });
  if (released !== NULL && program.recordedAbove.length > 0)
    addAccessesAbove(state.accesses, { program, owner, parentOwner }, state.context);
  return released;
}
