import type {
  GraphQLCompositeType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
} from 'graphql';
import type { Decisions, DenialReason } from '../operation/authorize.ts';
import type { Coordinate } from '../coordinate.ts';
import type { DeidentifyContext } from './deidentify.ts';
import type { Failures } from './failures.ts';
import { ROOT_SCOPE, type PatientScope } from './patient-scope.ts';
import type { FieldDisposition } from '../operation/field-disposition.ts';
import type { DataPath } from '../operation/identity.ts';
import type { RolesId } from '../operation/effective-roles.ts';
import type { CustomRules } from '../operation/custom-rules.ts';
import type { Selected, SelectedField } from '../operation/selection.ts';
import type { Category } from '../spec.ts';

/** What every program of one pruned operation is compiled from. */
export interface ReleasePlan {
  readonly schema: GraphQLSchema;
  readonly decisions: Decisions;
  readonly dispositions: readonly FieldDisposition[];
  /** Field occurrence → rolesIds of the patients that its arguments name. */
  readonly argumentRolesIds: ReadonlyMap<number, readonly RolesId[]>;
  /** Field occurrences that are certainly about the one patient whom their arguments name. */
  readonly bound: ReadonlySet<number>;
  readonly customRules: CustomRules;
}

interface KeyedStep {
  /** The client's key. */
  readonly key: string;
  readonly type: GraphQLOutputType;
}

interface FetchedStep extends KeyedStep {
  /** Rules of the operator's own that see the object; null where there are none. */
  readonly ruled: CustomRuleField | null;
  readonly innerKey: string;
  readonly coordinate: Coordinate;
  /** Index into the program's recorded fields, or -1. */
  readonly recorded: number;
  readonly complete: Complete;
}

/** A field that rules decide on, object by object. */
export interface CustomRuleField {
  readonly type: string;
  readonly field: SelectedField;
}

/** A leaf, in full or through its method. */
export interface LeafStep extends FetchedStep {
  readonly kind: 'leaf';
  /** Only these values go on the record; null: whatever the value. */
  readonly phiValues: ReadonlySet<unknown> | null;
  /** The keys of the birth and the death from whose years an age is computed; null for all other leaves. */
  readonly years: { readonly birth: string; readonly death: string | null } | null;
}

/** An object-valued field, or a list of such. */
export interface ObjectStep extends FetchedStep {
  readonly kind: 'object';
}

/** Fetched or not, not for these roles on this object. */
export interface WithheldStep extends KeyedStep {
  readonly kind: 'withheld';
  readonly coordinate: Coordinate;
  readonly reason: DenialReason | 'suppressed';
}

/** How one response key is answered. */
export type Step =
  | { readonly kind: 'typename' | 'introspection'; readonly key: string; readonly type: null }
  /** Null: the caller was told why before planning, or a denied field below was. */
  | (KeyedStep & { readonly kind: 'null' })
  /** As if the patient that the arguments name didn't exist. */
  | (KeyedStep & { readonly kind: 'unreached' })
  | WithheldStep
  | LeafStep
  | ObjectStep;

/** A PHI field that an object's release puts on the record. */
export interface RecordedStep {
  readonly name: string;
  readonly categories: readonly Category[];
  readonly view: 'full' | 'deidentified';
  /** Keys from the root of the fetched data, without list indexes. */
  readonly innerPath: readonly string[];
  /** Field occurrences whose arguments name a patient whom the value is about. */
  readonly namedBy: readonly number[];
  /** Whether it is about these patients alone, and not about the object's. */
  readonly excludesOwner: boolean;
}

/** How objects of one runtime type leave for one rolesId. */
export interface Program {
  readonly type: string;
  readonly rolesId: RolesId;
  /** Why objects of the type are not shown at all; null where they are. */
  readonly closed: DenialReason | null;
  readonly steps: readonly Step[];
  readonly recorded: readonly RecordedStep[];
  /** Whether arguments name a patient whom some recorded field is about. */
  readonly namesPatients: boolean;
  /** Whether such an object is known by a pseudonym, selected here or not: its place in a list tells of no other. */
  readonly isPseudonymous: boolean;
}

/**
 * The merged selections below one response key: what graphql-js collects for an object of any type. A
 * runtime type's facts and programs are compiled when the first such object comes and kept here.
 */
export interface Group {
  readonly members: readonly GroupMember[];
  readonly innerPath: readonly string[];
  readonly scope: PatientScope;
  /** The field occurrences that lead here. */
  readonly occurrences: readonly number[];
  /** Below an object-valued field that is seen de-identified. */
  readonly capped: boolean;
  readonly facts: Map<string, TypeFacts>;
}

interface GroupMember {
  readonly type: GraphQLCompositeType;
  readonly selections: readonly Selected[];
}

/** What release asks of a runtime type before it runs a program. */
export interface TypeFacts {
  readonly type: GraphQLObjectType;
  readonly coordinate: Coordinate;
  readonly isEntity: boolean;
  readonly scope: PatientScope;
  /** Where the patient's id can be; the first path that was fetched tells. */
  readonly patientPaths: readonly DataPath[];
  /** Its record key is PHI, so that the record holds a keyed hash of it. */
  readonly isRecordHashed: boolean;
  /** Where the leaves of the record key can be. */
  readonly recordPaths: readonly (readonly DataPath[])[];
  /** ObjectPlace → program. */
  readonly programs: Map<RolesId, Program>;
}

/** Whose object it is, and what counts for it. Keyless objects have their owner's. */
export interface Owner {
  readonly patient: string | null;
  readonly record: string | null;
  readonly rolesId: RolesId;
  /** Whose it is could not be fetched: no PHI leaves, for nobody. */
  readonly failed: boolean;
}

/** One released object that holds PHI, for one patient: what the ledger records. */
export interface ReleasedAccess {
  readonly program: Program;
  /** The roles that counted. */
  readonly rolesId: RolesId;
  readonly patient: string | null;
  readonly record: string | null;
  /** Indexes into `program.recorded` of fields that were not released; null if all were. */
  readonly without: readonly number[] | null;
}

/** An error that release found. */
export interface ReleaseError {
  readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE' | 'SUBGRAPH_FAILED' | 'NULL_NOT_ALLOWED';
  /** Response keys and list indexes. */
  readonly path: readonly (string | number)[];
}

/** Something that was not given, and why. */
export interface Withheld {
  readonly coordinate: Coordinate;
  readonly reason: DenialReason | 'rule' | 'reach' | 'suppressed' | 'failed';
}

/** The state of one release pass. */
export interface Pass {
  readonly deidentify: DeidentifyContext;
  readonly withheld: Withheld[];
  /** Whether lists that hold pseudonymous objects are ordered by what is released of their members. */
  readonly ordersLists: boolean;
  /** How many pseudonymous objects have been met so far. */
  pseudonymous: number;
  /** Whether a missing object of a list is left out as one of a patient out of reach is. */
  readonly hidesMissing: boolean;
  /** What has been given so far; what turns out to be part of a null is taken back. */
  readonly accesses: ReleasedAccess[];
  /** Where the pass stands; pushed and popped on the way. */
  readonly path: (string | number)[];
  readonly errors: ReleaseError[];
  /** Errors beyond {@link MAX_ERRORS}. */
  furtherErrors: number;
  /** Completes an object of a group. */
  readonly completeObject: (
    group: Group,
    value: unknown,
    owner: Owner,
    failures: Failures | undefined,
  ) => unknown;
}

/**
 * Completes a fetched value: what leaves, {@link NULL} where an error explains why nothing does, or
 * {@link ABSENT}.
 */
export type Complete = (
  pass: Pass,
  value: unknown,
  owner: Owner,
  failures: Failures | undefined,
) => unknown;

/** The group of an operation's root. */
export function rootGroup(type: GraphQLObjectType, selections: readonly Selected[]): Group {
  return {
    members: [{ type, selections }],
    innerPath: [],
    occurrences: [],
    scope: ROOT_SCOPE,
    capped: false,
    facts: new Map(),
  };
}
