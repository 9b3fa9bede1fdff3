import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { PatientsByField } from '../operation/authorize-inputs.ts';
import type { Reach } from '../operation/reach.ts';
import { agesByYears, type Lifetime } from './age-by-years.ts';
import { ABSENT, fail, failAt, NULL } from './complete.ts';
import type { DeidentifyContext } from './deidentify.ts';
import type { Failures } from './failures.ts';
import type { PatientIdChecks } from './owner.ts';
import type {
  CustomRuleField,
  LeafStep,
  ObjectStep,
  Owner,
  CompletionState,
  Program,
  Step,
  WithheldStep,
} from './program.ts';

/** What a release takes from one request. */
export interface ReleaseContext extends PatientIdChecks {
  readonly reach: Reach;
  readonly patientsByField: PatientsByField;
  /** The hash that the ledger contains instead of a record key that is PHI; null without a hash key. */
  readonly recordHash: (type: string, id: string) => string | null;
  readonly failures: Failures | undefined;
  readonly deidentify: DeidentifyContext;
  /** Whether an omitted object of an unreached patient causes an error. */
  readonly reportsUnreached: boolean;
  /** Whether lists of objects that the caller sees under pseudonyms are sorted by their released values. */
  readonly ordersLists: boolean;
  /** Whether the custom rules of a field hold on an object. */
  readonly permits: (
    field: CustomRuleField,
    source: ObjectRelease['fetched'],
    failures: Failures | undefined,
  ) => boolean;
  /** Results of `__schema` and `__type`, by response key. */
  readonly introspected: ReadonlyMap<string, unknown>;
}

/** The state of one release. */
export interface ReleaseState extends CompletionState {
  readonly context: ReleaseContext;
  /** Places that already have an error for an unreached patient. */
  readonly reportedPlaces: Set<string>;
}

/** An object whose fields are being released. */
export interface ObjectRelease {
  readonly program: Program;
  readonly fetched: Readonly<Record<string, unknown>>;
  readonly owner: Owner;
  readonly failures: Failures | undefined;
  /** Indexes into `program.recorded` of fields that are not released; null if all are. */
  unreleasedFields: number[] | null;
}

/**
 * Releases one response key of an object by its compiled step. Returns the value for the response, or {@link NULL} if
 * it is withheld, with an error in `run` unless the field is suppressed and nullable.
 */
export function releaseStep(run: ReleaseState, step: Step, object: ObjectRelease): unknown {
  switch (step.kind) {
    case 'leaf':
    case 'object':
      return releaseValue(run, step, object);
    case 'typename':
      return object.program.type;
    case 'introspection':
      return run.context.introspected.get(step.key) ?? null;
    case 'null':
      return NULL;
    case 'unreached':
      reportUnreached(run);
      return emptyValue(run, step.type);
    case 'withheld':
      return withhold(run, step, object);
    default:
      return never(step);
  }
}

/** A suppressed field is null without an error, unless the object's patient could not be fetched. */
function withhold(run: ReleaseState, step: WithheldStep, { owner }: ObjectRelease): typeof NULL {
  const isFailed = step.reason === 'suppressed' && owner.failed && !run.context.reach.unlimited;
  run.withheld.push({ coordinate: step.coordinate, reason: isFailed ? 'failed' : step.reason });
  if (isFailed) return fail(run, 'SUBGRAPH_FAILED');
  return step.reason !== 'suppressed' || isNonNullType(step.type)
    ? fail(run, 'UNAUTHORIZED_FIELD_OR_TYPE')
    : NULL;
}

/** Adds one error per place, without the list index: the number of omitted objects is not revealed. */
export function reportUnreached(run: ReleaseState): void {
  if (!run.context.reportsUnreached) return;
  const path =
    typeof run.path.at(-1) === 'number' ? [...run.path.slice(0, -1), '@'] : [...run.path];
  const place = path.join('/');
  if (run.reportedPlaces.has(place)) return;
  run.reportedPlaces.add(place);
  failAt(run, 'UNAUTHORIZED_FIELD_OR_TYPE', path);
}

/** The value of a field about a patient who doesn't exist: an empty list or null. */
function emptyValue(run: ReleaseState, type: GraphQLOutputType): unknown {
  if (isListType(type)) return [];
  if (!isNonNullType(type)) return null;
  return isListType(type.ofType) ? [] : fail(run, 'NULL_NOT_ALLOWED');
}

function releaseValue(
  run: ReleaseState,
  step: LeafStep | ObjectStep,
  object: ObjectRelease,
): unknown {
  const { owner } = object;
  if (owner.failed && step.recordedIndex >= 0) return deny(run, { step, object, reason: 'failed' });
  if (step.ruleField && !run.context.permits(step.ruleField, object.fetched, object.failures))
    return deny(run, { step, object, reason: 'rule' });
  const fetched = object.fetched[step.innerKey];
  const lifetime =
    step.kind === 'leaf' && step.years !== null ? lifetimeOf(step.years, object) : null;
  if (lifetime === FAILED && fetched !== null && fetched !== undefined)
    return deny(run, { step, object, reason: 'failed' });
  const raw =
    lifetime === null || lifetime === FAILED
      ? fetched
      : agesByYears(fetched, lifetime, run.deidentify);
  if (raw === null && fetched !== null)
    run.withheld.push({ coordinate: step.coordinate, reason: 'suppressed' });
  const value = step.complete(run, raw, owner, object.failures?.at(step.innerKey));
  if (step.recordedIndex >= 0 && !isRecorded(step, value)) leaveOut(object, step.recordedIndex);
  if (value === ABSENT) return isNonNullType(step.type) ? fail(run, 'NULL_NOT_ALLOWED') : null;
  return value;
}

/** Withholds a fetched value. The ledger records it as denied, not as released. */
function deny(
  run: ReleaseState,
  denied: {
    readonly step: LeafStep | ObjectStep;
    readonly object: ObjectRelease;
    readonly reason: 'failed' | 'rule';
  },
): typeof NULL {
  const { step, object, reason } = denied;
  if (step.recordedIndex >= 0) leaveOut(object, step.recordedIndex);
  run.withheld.push({ coordinate: step.coordinate, reason });
  return fail(run, reason === 'failed' ? 'SUBGRAPH_FAILED' : 'UNAUTHORIZED_FIELD_OR_TYPE');
}

const FAILED = Symbol('failed');

/** The years for an age. A death that could not be fetched doesn't mean that the patient lives, so the age fails. */
function lifetimeOf(
  { birth, death }: { readonly birth: string; readonly death: string | null },
  { fetched, failures }: ObjectRelease,
): Lifetime | typeof FAILED {
  const keys = death === null ? [birth] : [birth, death];
  const isFailed = keys.some((key) => (fetched[key] ?? null) === null && failures?.at(key));
  if (isFailed) return FAILED;
  return { birth: fetched[birth], death: death === null ? null : fetched[death] };
}

/** Whether a released value is recorded: not a denied one, and of a marked enum only the marked values. */
function isRecorded(step: LeafStep | ObjectStep, value: unknown): boolean {
  if (value === NULL || value === ABSENT) return false;
  if (step.kind === 'object' || step.phiValues === null) return true;
  const values: readonly unknown[] = [value].flat(Infinity);
  return values.some((one) => step.phiValues?.has(one));
}

function leaveOut(object: ObjectRelease, recorded: number): void {
  object.unreleasedFields = [...(object.unreleasedFields ?? []), recorded];
}

function never(step: never): never {
  throw new TypeError(`unknown step ${JSON.stringify(step)}`);
}
