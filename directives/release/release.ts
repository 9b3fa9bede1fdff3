import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import { accessesOf } from './accesses.ts';
import { programFor, typeFacts } from './compile-program.ts';
import { ABSENT, fail, failAt, NULL } from './complete.ts';
import type { DeidentifyContext } from './deidentify.ts';
import type { Failures } from './failures.ts';
import type { Confirmation } from './is-confirmed.ts';
import type { PatientsByField } from '../operation/authorize-inputs.ts';
import { isRecord, ownerOf } from './owner.ts';
import type {
  Group,
  LeafStep,
  ObjectStep,
  Owner,
  Pass,
  Program,
  ReleasedAccess,
  ReleaseError,
  ReleasePlan,
  CustomRuleField,
  Step,
  Withheld,
  WithheldStep,
} from './program.ts';
import { ALL_ROLES, UNREACHED } from '../operation/effective-roles.ts';
import { isReachLimited, unreachedReason } from '../operation/find-effective-roles.ts';
import { agesByYears, type Lifetime } from './age-by-years.ts';
import type { Reach } from '../operation/reach.ts';

/** The outcome of the release pass. */
export interface Released {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly ReleaseError[];
  /** How many more errors there were. */
  readonly furtherErrors: number;
  readonly accesses: readonly ReleasedAccess[];
  readonly withheld: readonly Withheld[];
}

/** What one request brings to a release. */
export interface ReleaseContext extends Confirmation {
  readonly reach: Reach;
  readonly patientsByField: PatientsByField;
  /** What goes on the record for the id of an object whose key is PHI. */
  readonly recordHash: (type: string, id: string) => string | null;
  readonly failures: Failures | undefined;
  readonly deidentify: DeidentifyContext;
  /** Whether an object of a patient whom nobody reaches is told of by an error. */
  readonly reportsUnreached: boolean;
  /** Whether lists of objects that the caller knows by pseudonyms are ordered by what is released of them. */
  readonly ordersLists: boolean;
  /** Whether a field's rules hold on an object. */
  readonly permits: (
    ruled: CustomRuleField,
    source: Filling['source'],
    failures: Failures | undefined,
  ) => boolean;
  /** Answers to `__schema` and `__type`, by response key. */
  readonly introspected: ReadonlyMap<string, unknown>;
}

/**
 * The one pass between what was fetched and what leaves. For each object: whose record it is, which of the
 * caller's roles count for it, and the program that these give. Values are completed and nulls propagate as
 * https://spec.graphql.org/October2021/#sec-Handling-Field-Errors says; objects of patients whom nobody
 * among the roles reaches are absent; what leaves with PHI in it is collected.
 */
export function release(
  plan: ReleasePlan,
  fetched: { readonly root: Group; readonly rootType: string; readonly data: unknown },
  context: ReleaseContext,
): Released {
  const run: Run = {
    plan,
    context,
    deidentify: context.deidentify,
    ordersLists: context.ordersLists,
    hidesMissing: isReachLimited(context.reach) && !context.reportsUnreached,
    pseudonymous: 0,
    path: [],
    errors: [],
    furtherErrors: 0,
    accesses: [],
    told: new Set(),
    withheld: [],
    completeObject: (group, value, owner, failures) =>
      completeObject(run, { group, value, owner, failures }),
  };
  const facts = typeFacts(plan, fetched.root, fetched.rootType);
  if (!facts) throw new TypeError('the root type is not in the schema');
  const program = programFor(plan, fetched.root, { facts, rolesId: ALL_ROLES });
  const data = fill(run, {
    program,
    source: isRecord(fetched.data) ? fetched.data : {},
    owner: { patient: null, record: null, rolesId: ALL_ROLES, failed: false },
    failures: context.failures,
    without: null,
  });
  const { errors, furtherErrors, accesses, withheld } = run;
  return { data: isRecord(data) ? data : null, errors, furtherErrors, accesses, withheld };
}

interface Run extends Pass {
  readonly plan: ReleasePlan;
  readonly context: ReleaseContext;
  /** Places at which an unreached patient's object was told of. */
  readonly told: Set<string>;
}

/** An object on its way out. */
interface Filling {
  readonly program: Program;
  readonly source: Readonly<Record<string, unknown>>;
  readonly owner: Owner;
  readonly failures: Failures | undefined;
  without: number[] | null;
}

function fill(run: Run, filling: Filling): unknown {
  const { program, owner } = filling;
  const out: Record<string, unknown> = {};
  const firstAccess = run.accesses.length;
  if (program.isPseudonymous) run.pseudonymous += 1;
  for (const step of program.steps) {
    run.path.push(step.key);
    const value = answer(run, step, filling);
    run.path.pop();
    if (value !== NULL) out[step.key] = value;
    else if (isNonNullType(step.type)) {
      run.accesses.length = firstAccess;
      return NULL;
    } else out[step.key] = null;
  }
  const { without } = filling;
  if (program.recorded.length > (without?.length ?? 0))
    run.accesses.push(...accessesOf({ program, owner, without }, run.context));
  return out;
}

function answer(run: Run, step: Step, filling: Filling): unknown {
  switch (step.kind) {
    case 'leaf':
    case 'object':
      return fetchedValue(run, step, filling);
    case 'typename':
      return filling.program.type;
    case 'introspection':
      return run.context.introspected.get(step.key) ?? null;
    case 'null':
      return NULL;
    case 'unreached':
      tellUnreached(run);
      return notThere(run, step.type);
    case 'withheld':
      return withhold(run, step, filling);
    default:
      return never(step);
  }
}

/** What is suppressed is null without an error, unless it could be for want of knowing whose it is. */
function withhold(run: Run, step: WithheldStep, { owner }: Filling): typeof NULL {
  const isFailed = step.reason === 'suppressed' && owner.failed && !run.context.reach.unlimited;
  run.withheld.push({ coordinate: step.coordinate, reason: isFailed ? 'failed' : step.reason });
  if (isFailed) return fail(run, 'SUBGRAPH_FAILED');
  return step.reason !== 'suppressed' || isNonNullType(step.type)
    ? fail(run, 'UNAUTHORIZED_FIELD_OR_TYPE')
    : NULL;
}

/** One error for a place, without a list's index: how many there are it doesn't tell. */
function tellUnreached(run: Run): void {
  if (!run.context.reportsUnreached) return;
  const path =
    typeof run.path.at(-1) === 'number' ? [...run.path.slice(0, -1), '@'] : [...run.path];
  const place = path.join('/');
  if (run.told.has(place)) return;
  run.told.add(place);
  failAt(run, 'UNAUTHORIZED_FIELD_OR_TYPE', path);
}

/** What a patient who doesn't exist would give: an empty list, or null. */
function notThere(run: Run, type: GraphQLOutputType): unknown {
  if (isListType(type)) return [];
  if (!isNonNullType(type)) return null;
  return isListType(type.ofType) ? [] : fail(run, 'NULL_NOT_ALLOWED');
}

function fetchedValue(run: Run, step: LeafStep | ObjectStep, filling: Filling): unknown {
  const { owner } = filling;
  if (owner.failed && step.recorded >= 0) return deny(run, { step, filling, reason: 'failed' });
  if (step.ruled && !run.context.permits(step.ruled, filling.source, filling.failures))
    return deny(run, { step, filling, reason: 'rule' });
  const fetched = filling.source[step.innerKey];
  const lifetime =
    step.kind === 'leaf' && step.years !== null ? lifetimeOf(step.years, filling) : null;
  if (lifetime === FAILED && fetched !== null && fetched !== undefined)
    return deny(run, { step, filling, reason: 'failed' });
  const raw =
    lifetime === null || lifetime === FAILED
      ? fetched
      : agesByYears(fetched, lifetime, run.deidentify);
  if (raw === null && fetched !== null)
    run.withheld.push({ coordinate: step.coordinate, reason: 'suppressed' });
  const value = step.complete(run, raw, owner, filling.failures?.at(step.innerKey));
  if (step.recorded >= 0 && !isOnRecord(step, value)) leaveOut(filling, step.recorded);
  if (value === ABSENT) return isNonNullType(step.type) ? fail(run, 'NULL_NOT_ALLOWED') : null;
  return value;
}

/** Keeps a fetched value back: it is recorded as withheld, not as released. */
function deny(
  run: Run,
  denied: {
    readonly step: LeafStep | ObjectStep;
    readonly filling: Filling;
    readonly reason: 'failed' | 'rule';
  },
): typeof NULL {
  const { step, filling, reason } = denied;
  if (step.recorded >= 0) leaveOut(filling, step.recorded);
  run.withheld.push({ coordinate: step.coordinate, reason });
  return fail(run, reason === 'failed' ? 'SUBGRAPH_FAILED' : 'UNAUTHORIZED_FIELD_OR_TYPE');
}

const FAILED = Symbol('failed');

/** A birth or death that could not be fetched is no sign of life: the age is unknown. */
function lifetimeOf(
  { birth, death }: { readonly birth: string; readonly death: string | null },
  { source, failures }: Filling,
): Lifetime | typeof FAILED {
  const keys = death === null ? [birth] : [birth, death];
  const isFailed = keys.some((key) => (source[key] ?? null) === null && failures?.at(key));
  if (isFailed) return FAILED;
  return { birth: source[birth], death: death === null ? null : source[death] };
}

/** Neither what was denied nor, of an enum, the values that are no PHI. */
function isOnRecord(step: LeafStep | ObjectStep, value: unknown): boolean {
  if (value === NULL || value === ABSENT) return false;
  if (step.kind === 'object' || step.phiValues === null) return true;
  const values: readonly unknown[] = [value].flat(Infinity);
  return values.some((one) => step.phiValues?.has(one));
}

function leaveOut(filling: Filling, recorded: number): void {
  filling.without = [...(filling.without ?? []), recorded];
}

interface ObjectPlace {
  readonly group: Group;
  readonly value: unknown;
  /** The owner of the object above. */
  readonly owner: Owner;
  readonly failures: Failures | undefined;
}

function completeObject(run: Run, at: ObjectPlace): unknown {
  const { group, value: source, failures } = at;
  if (!isRecord(source)) return fail(run, 'SUBGRAPH_FAILED');
  const typename = source['__typename'];
  const facts = typeof typename === 'string' ? typeFacts(run.plan, group, typename) : null;
  if (!facts) return fail(run, 'SUBGRAPH_FAILED');
  const owner = ownerOf(facts, { group, source, owner: at.owner, failures }, run.context);
  if (owner.rolesId === UNREACHED) {
    const reason = owner.failed ? 'failed' : unreachedReason(run.context.reach, owner.patient);
    run.withheld.push({ coordinate: facts.coordinate, reason });
    if (owner.failed) return fail(run, 'SUBGRAPH_FAILED');
    tellUnreached(run);
    return ABSENT;
  }
  const program = programFor(run.plan, group, { facts, rolesId: owner.rolesId });
  if (program.closed !== null) {
    run.withheld.push({ coordinate: facts.coordinate, reason: program.closed });
    return fail(run, 'UNAUTHORIZED_FIELD_OR_TYPE');
  }
  return fill(run, { program, source, owner, failures, without: null });
}

function never(step: never): never {
  throw new TypeError(`unknown step ${JSON.stringify(step)}`);
}
