import { isListType, isNonNullType, type GraphQLOutputType } from 'graphql';
import type { PatientsByField } from '../operation/authorize-inputs.ts';
import type { Reach } from '../operation/reach.ts';
import { unreachable } from '../unreachable.ts';
import { recordedRolesId } from './accesses.ts';
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
  ReleasePlan,
  Step,
  WithheldStep,
  YearSource,
} from './program.ts';
import { yearInFormat } from './year-in-format.ts';

/** What a release takes from one request. */
export interface ReleaseContext extends PatientIdChecks {
  readonly reach: Reach;
  readonly patientsByField: PatientsByField;
  /** The hash that the ledger contains instead of a record key that is PHI; null without a hash key. */
  readonly recordHash: (type: string, id: string) => string | null;
  readonly failures: Failures | undefined;
  readonly deidentify: DeidentifyContext;
  /** Whether an object of an unreached patient, which is omitted, is also reported as an error. */
  readonly reportsUnreached: boolean;
  /** Whether objects and enum values that are PHI look absent where their own marks deny them. */
  readonly hidesDenied: boolean;
  /** Whether lists of objects that the caller sees under pseudonyms are sorted by their released values. */
  readonly ordersLists: boolean;
  /** Whether the custom rules of a field hold on an object. */
  readonly permits: (
    field: CustomRuleField,
    fetched: ObjectRelease['fetched'],
    failures: Failures | undefined,
  ) => boolean;
  /** Results of `__schema` and `__type`, by response key. */
  readonly introspected: ReadonlyMap<string, unknown>;
}

/** The state of one release. */
export interface ReleaseState extends CompletionState {
  readonly plan: ReleasePlan;
  readonly context: ReleaseContext;
  /** Response paths, without list indexes, that already have an error for an unreached patient. */
  readonly reportedPaths: Set<string>;
}

/** An object whose fields are being released. */
export interface ObjectRelease {
  readonly program: Program;
  readonly fetched: Readonly<Record<string, unknown>>;
  readonly owner: Owner;
  readonly failures: Failures | undefined;
  /** What the object costs, besides its fields. */
  readonly weight: number;
  /** Indexes into `program.recorded` of fields that are not released; null if all are. */
  unreleasedFields: number[] | null;
  /** Whether a field of the object is recorded by itself. */
  hasOwnRecord: boolean;
}

/**
 * Releases one response key of an object by its compiled step. Returns the value for the response, or {@link NULL}
 * where it is withheld. The error of a withheld value is then in `state`, or with the denials before planning; a value
 * that is only suppressed has none.
 */
export function releaseStep(state: ReleaseState, step: Step, object: ObjectRelease): unknown {
  switch (step.kind) {
    case 'leaf':
    case 'object':
      return releaseValue(state, step, object);
    case 'typename':
      return object.program.type;
    case 'introspection':
      return state.context.introspected.get(step.key) ?? null;
    case 'null':
      // The gateway has reported the denial, which was decided before planning.
      return NULL;
    case 'unreached':
      reportUnreached(state);
      return emptyValue(state, step.type);
    case 'withheld':
      return withhold(state, step, object);
    default:
      return unreachable(step);
  }
}

/**
 * Withholds a field that the roles don't see. A suppressed field is null without an error, unless the object's patient
 * could not be fetched. With unlimited reach a missing patient is not a failure: it is fetched only for PHI.
 */
function withhold(state: ReleaseState, step: WithheldStep, { owner }: ObjectRelease): typeof NULL {
  const isFailed = step.reason === 'suppressed' && owner.failed && !state.context.reach.unlimited;
  state.withheld.push({ coordinate: step.coordinate, reason: isFailed ? 'failed' : step.reason });
  if (isFailed) return fail(state, 'SUBGRAPH_FAILED');
  if (step.reason !== 'suppressed') return fail(state, 'UNAUTHORIZED_FIELD_OR_TYPE');
  return isNonNullType(step.type) ? fail(state, 'NULL_NOT_ALLOWED') : NULL;
}

/**
 * Reports an unreached patient once per response path without the list index, so that errors don't count omitted
 * objects.
 */
export function reportUnreached(state: ReleaseState): void {
  if (!state.context.reportsUnreached) return;
  const path =
    typeof state.path.at(-1) === 'number' ? [...state.path.slice(0, -1), '@'] : [...state.path];
  const text = path.join('/');
  if (state.reportedPaths.has(text)) return;
  state.reportedPaths.add(text);
  failAt(state, 'UNAUTHORIZED_FIELD_OR_TYPE', path);
}

/**
 * The value of a field whose arguments name an unreached patient. It looks as if the patient didn't exist: empty or
 * null.
 */
function emptyValue(state: ReleaseState, type: GraphQLOutputType): unknown {
  if (isListType(type)) return [];
  if (!isNonNullType(type)) return null;
  return isListType(type.ofType) ? [] : fail(state, 'NULL_NOT_ALLOWED');
}

function releaseValue(
  state: ReleaseState,
  step: LeafStep | ObjectStep,
  object: ObjectRelease,
): unknown {
  const { owner } = object;
  const { recordedIndex } = step;
  if (owner.failed && recordedIndex !== null)
    return deny(state, { step, object, reason: 'failed' });
  if (step.ruleField && !state.context.permits(step.ruleField, object.fetched, object.failures))
    return deny(state, { step, object, reason: 'rule' });
  const raw = valueToComplete(state, step, object);
  if (raw === YEARS_MISSING) return deny(state, { step, object, reason: 'failed' });
  const firstAccess = state.accesses.length;
  const value = step.complete(state, raw, owner, object.failures?.at(step.innerKey));
  if (recordedIndex !== null) {
    const named = step.kind === 'object' && owner.patient === null ? step.named : null;
    const isReleased = isRecorded(step, value);
    if (!isReleased || named) leaveOut(object, recordedIndex);
    if (isReleased && named) {
      recordWithoutPatient(state, { named, firstAccess, owner });
      object.hasOwnRecord = true;
    }
  }
  if (value === ABSENT) return isNonNullType(step.type) ? fail(state, 'NULL_NOT_ALLOWED') : null;
  return value;
}

/** The value of an age that can't be computed, because fetching a year failed. */
const YEARS_MISSING = Symbol('years missing');

/** The fetched value of a step, or for a de-identified age the age that is computed from years in its place. */
function valueToComplete(
  state: ReleaseState,
  step: LeafStep | ObjectStep,
  object: ObjectRelease,
): unknown {
  const fetched = object.fetched[step.innerKey];
  if (step.kind === 'object' || step.years === null) return fetched;
  if (fetched === null || fetched === undefined) return fetched;
  const lifetime = lifetimeOf(step.years, object);
  if (lifetime === YEARS_MISSING) return YEARS_MISSING;
  const age = agesByYears(fetched, lifetime, state.deidentify);
  if (age === null) state.withheld.push({ coordinate: step.coordinate, reason: 'suppressed' });
  return age;
}

/** Withholds a fetched value. The ledger records it as denied, not as released. */
function deny(
  state: ReleaseState,
  denied: {
    readonly step: LeafStep | ObjectStep;
    readonly object: ObjectRelease;
    readonly reason: 'failed' | 'rule';
  },
): typeof NULL {
  const { step, object, reason } = denied;
  if (step.recordedIndex !== null) leaveOut(object, step.recordedIndex);
  state.withheld.push({ coordinate: step.coordinate, reason });
  return fail(state, reason === 'failed' ? 'SUBGRAPH_FAILED' : 'UNAUTHORIZED_FIELD_OR_TYPE');
}

/**
 * The birth and death for an age, read under their private keys. A death that could not be fetched doesn't mean that
 * the patient lives, so the age fails.
 */
function lifetimeOf(
  { birth, death }: NonNullable<LeafStep['years']>,
  { fetched, failures }: ObjectRelease,
): Lifetime | typeof YEARS_MISSING {
  const keys = [birth, ...(death ? [death] : [])].map(({ key }) => key);
  const isFailed = keys.some((key) => (fetched[key] ?? null) === null && failures?.at(key));
  if (isFailed) return YEARS_MISSING;
  const yearAt = ({ key, form }: YearSource) => yearInFormat(fetched[key], form);
  const isLiving = death === null || fetched[death.key] === null;
  return { birth: yearAt(birth), death: isLiving ? 'none' : yearAt(death) };
}

/** Whether a released value is recorded: not a withheld one, and of an enum with marked values only these. */
function isRecorded(step: LeafStep | ObjectStep, value: unknown): boolean {
  if (value === NULL || value === ABSENT) return false;
  if (step.kind === 'object' || step.phiValues === null) return true;
  const values: readonly unknown[] = [value].flat(Infinity);
  return values.some((one) => step.phiValues?.has(one));
}

/**
 * Records a field of which no returned record is recorded, such as an empty list: for no patient. Objects without a patient
 * have such fields. For the records that they return, release records them when it releases the record.
 */
function recordWithoutPatient(
  state: ReleaseState,
  {
    named: { fields, hasOwnPatients },
    firstAccess,
    owner: { record, rolesId },
  }: {
    readonly named: NonNullable<ObjectStep['named']>;
    /** Index of the first access below the field. */
    readonly firstAccess: number;
    readonly owner: Owner;
  },
): void {
  const innerPath = fields.recorded[0]?.innerPath;
  for (let index = firstAccess; index < state.accesses.length; index += 1)
    if (state.accesses[index]?.of.recorded[0]?.innerPath === innerPath) return;
  state.accesses.push({
    of: fields,
    rolesId: hasOwnPatients ? rolesId : recordedRolesId(rolesId, state.context.reach),
    patient: null,
    record,
    unreleasedFields: null,
  });
}

/** Notes that a PHI field of an object is not released. */
function leaveOut(object: ObjectRelease, recorded: number): void {
  object.unreleasedFields = [...(object.unreleasedFields ?? []), recorded];
}
