import type {
  GraphQLCompositeType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLSchema,
} from 'graphql';
import type { Decisions, ViewDenialReason } from '../operation/authorize.ts';
import type { Coordinate } from '../coordinate.ts';
import type { DeidentifyContext } from './deidentify.ts';
import type { DateForm } from './year-in-format.ts';
import type { Failures } from './failures.ts';
import { NO_PATIENT_LINK, type PatientLink } from './patient-link.ts';
import type { FieldDisposition } from '../operation/field-disposition.ts';
import type { DataPath } from '../operation/identity.ts';
import type { RolesId } from '../operation/effective-roles.ts';
import type { CustomRules } from '../operation/custom-rules.ts';
import type { FieldIndex, Selected, SelectedField } from '../operation/selection.ts';
import type { Category } from '../spec.ts';

/** The input from which the programs of one pruned operation are compiled; see {@link Program}. */
export interface ReleasePlan {
  readonly schema: GraphQLSchema;
  readonly decisions: Decisions;
  readonly dispositions: readonly FieldDisposition[];
  /** Field occurrence → the effective roles for the patients that its arguments name. */
  readonly argumentRolesIds: ReadonlyMap<FieldIndex, readonly RolesId[]>;
  /** Field occurrences that are bound to exactly one patient. */
  readonly boundToOne: ReadonlySet<FieldIndex>;
  /** Field occurrence → inputs with PHI that every record which the field returns must admit. */
  readonly recordInputs: ReadonlyMap<FieldIndex, readonly Coordinate[]>;
  readonly customRules: CustomRules;
  /** The weight of a value of each field or type; without one, an object counts 1, a leaf 0. */
  readonly weights: ReadonlyMap<Coordinate, number>;
}

interface KeyedStep {
  /** The client's response key. */
  readonly key: string;
  /** The field's type on these objects. */
  readonly type: GraphQLOutputType;
}

interface FetchedStep extends KeyedStep {
  /** The field, if custom rules that read its object apply; else null. */
  readonly ruleField: CustomRuleField | null;
  readonly innerKey: string;
  readonly coordinate: Coordinate;
  /** Index into `Program.recorded`; null if the field holds no PHI. */
  readonly recordedIndex: number | null;
  readonly complete: Complete;
}

/** A field whose custom rules read its object. */
export interface CustomRuleField {
  readonly type: string;
  readonly field: SelectedField;
}

/** A field of scalars or enum values that is shown in full or de-identified. */
export interface LeafStep extends FetchedStep {
  readonly kind: 'leaf';
  /**
   * Releases a fetched value that is not null, where nothing but the value decides; `complete` gives the same. Null for
   * other leaves, such as lists.
   */
  readonly convert: ConvertLeaf | null;
  /** The values that are recorded: of an enum with marked values, only these; null if every value is. */
  readonly phiValues: ReadonlySet<unknown> | null;
  /** The keys of birth and death from which a de-identified age is computed; null for other leaves. */
  readonly years: { readonly birth: YearSource; readonly death: YearSource | null } | null;
}

/** Where the year of a birth or death is fetched. */
export interface YearSource {
  /** A private key. */
  readonly key: string;
  readonly form: DateForm;
}

/**
 * Returns a leaf value that is not null as it is released, null if it is suppressed, or undefined if the type can't hold
 * it.
 */
export type ConvertLeaf = (value: unknown, context: DeidentifyContext) => unknown;

/** A field whose values are objects. */
export interface ObjectStep extends FetchedStep {
  readonly kind: 'object';
  /**
   * The field as it is recorded for the patients of the records that it returns, if the object that has the field belongs
   * to none; null if the field holds no PHI, or if its arguments name the patients.
   */
  readonly named: RecordedForRecords | null;
}

/** A PHI field as it is recorded for the patients of the records that it returns. */
export interface RecordedForRecords {
  readonly fields: RecordedFields;
  /** Whether every object that it returns names its own patient, so that any role of the caller may see an empty result. */
  readonly hasOwnPatients: boolean;
}

/**
 * A field that returns records, as it bears on each of them: its marks count by the roles that reach the patient of the
 * record. They hold through objects that only group records, such as the edges of a connection.
 */
export interface RecordMark {
  /** The object type that has the field, or the interface that a lookup is selected on. */
  readonly parent: string;
  readonly occurrences: readonly [SelectedField, ...SelectedField[]];
  /** Inputs with PHI that select the records. */
  readonly inputs: readonly Coordinate[];
  /** How the ledger records the field; null if it holds no PHI. */
  readonly recordedPhi: RecordedPhi | null;
}

/** A field of which records are kept out of the response, and why. */
export interface KeptOut {
  readonly coordinate: Coordinate;
  readonly reason: ViewDenialReason;
}

/** A field that these roles don't see on this object. */
export interface WithheldStep extends KeyedStep {
  readonly kind: 'withheld';
  readonly coordinate: Coordinate;
  readonly reason: ViewDenialReason | 'suppressed';
}

/** How one response key is released. */
export type Step =
  | { readonly kind: 'typename' | 'introspection'; readonly key: string; readonly type: null }
  /** Null because of a denial or suppression before planning, which the gateway reports and records by itself. */
  | (KeyedStep & { readonly kind: 'null' })
  /** Empty, as if the patient that the arguments name didn't exist. */
  | (KeyedStep & { readonly kind: 'unreached' })
  | WithheldStep
  | LeafStep
  | ObjectStep;

/** A PHI field that the ledger records when it is released. */
export interface RecordedPhi {
  readonly name: string;
  readonly categories: readonly Category[];
  readonly view: 'full' | 'deidentified';
  /** Keys from the root of the fetched data, without list indexes. */
  readonly innerPath: readonly string[];
  /** Field occurrences whose arguments name patients that the value belongs to. */
  readonly namedBy: readonly FieldIndex[];
  /** Whether the value belongs to these patients only, because no object above it has a patient. */
  readonly excludesOwner: boolean;
}

/** Fields of one object type that the ledger records together. */
export interface RecordedFields {
  readonly type: string;
  readonly recorded: readonly RecordedPhi[];
  /** The roles that a record may name; null for all that count. */
  readonly namedRoles: ReadonlySet<string> | null;
}

/**
 * How objects of one runtime type are released for one set of effective roles: one step per response key. It is
 * compiled with the first such object and reused for all others of a response, and for later requests.
 */
export interface Program extends RecordedFields {
  readonly rolesId: RolesId;
  /** The marked field above that keeps these objects out of the response, and why; null if none does. */
  readonly keptOut: KeptOut | null;
  /** PHI fields above, which return these objects: each is recorded for the patient of every object. */
  readonly recordedAbove: readonly RecordedFields[];
  /** Why objects of the type are denied; null if they are not. */
  readonly deniedBecause: ViewDenialReason | null;
  readonly steps: readonly Step[];
  /** A released object of nulls: copies of it are filled faster than empty objects. */
  readonly blank: Readonly<Record<string, unknown>>;
  /**
   * Index into `recorded` of the name of the type, where it is PHI and the selections show it; else null. It is recorded
   * only of objects with no other recorded field.
   */
  readonly typeNameIndex: number | null;
  /** Whether a recorded field belongs to patients that arguments name. */
  readonly namesPatients: boolean;
  /**
   * Whether the caller can see these objects' pseudonym, selected or not. Lists of them are sorted by released values.
   */
  readonly isPseudonymous: boolean;
  /** The weights of the leaves that these objects have once. Lists add those of their items. */
  readonly leafCost: number;
}

/**
 * The selections below one response key, merged from all occurrences of the field, for objects of any type. The facts
 * and programs of a runtime type are compiled with its first object and kept here.
 */
export interface MergedSelections {
  /** The selections of each occurrence. */
  readonly parts: readonly SelectionPart[];
  /** Keys from the root of the fetched data, without list indexes. */
  readonly innerPath: readonly string[];
  /** How the patient of objects without a key and without a `@patient` path is determined. */
  readonly patientLink: PatientLink;
  /** Whether the object field above is seen de-identified, so that leaves without a method are suppressed. */
  readonly deidentifiedAbove: boolean;
  /** The fields above that return these objects, up to the next object that is a record. */
  readonly marks: readonly RecordMark[];
  /** What each object costs, besides its own fields. */
  readonly weight: number;
  /** Runtime type → its facts, as far as compiled. */
  readonly facts: Map<string, TypeFacts>;
}

interface SelectionPart {
  /** The type that the field of the occurrence returns. */
  readonly type: GraphQLCompositeType;
  readonly selections: readonly Selected[];
}

/** The facts about a runtime type that release needs before it selects a program. */
export interface TypeFacts {
  readonly type: GraphQLObjectType;
  readonly coordinate: Coordinate;
  readonly isEntity: boolean;
  /** Whether it is the root of queries or mutations, which belongs to no patient below whichever object. */
  readonly isRoot: boolean;
  readonly patientLink: PatientLink;
  /** Possible paths of the patient's id: occurrences on different types fetch it under different keys. */
  readonly patientPaths: readonly DataPath[];
  /** Whether its record key is PHI, so that the ledger contains a keyed hash. */
  readonly isRecordHashed: boolean;
  /** The paths of the leaves of the record key, for each part of the selections. */
  readonly recordPaths: readonly (readonly DataPath[])[];
  /** Programs by effective roles, as far as compiled. */
  readonly programs: Map<RolesId, Program>;
}

/** The patient and record that an object belongs to, and the caller's roles that count for it. */
export interface Owner {
  /** Null if the object belongs to no patient, or to an unknown one. */
  readonly patient: string | null;
  /** The id of the record in the ledger; null without a key. */
  readonly record: string | null;
  readonly rolesId: RolesId;
  /** Whether the patient could not be determined. No PHI of the object is released then. */
  readonly failed: boolean;
}

/** One released object that holds PHI, for one patient: what the ledger records. */
export interface ReleasedAccess {
  readonly of: RecordedFields;
  /** The roles that count for the patient. */
  readonly rolesId: RolesId;
  readonly patient: string | null;
  readonly record: string | null;
  /** Indexes into `of.recorded` of fields that were not released; null if all were. */
  readonly unreleasedFields: readonly number[] | null;
}

/** An error of a release. */
export interface ReleaseError {
  readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE' | 'SUBGRAPH_FAILED' | 'NULL_NOT_ALLOWED';
  /** Response keys and list indexes. */
  readonly path: readonly (string | number)[];
}

/** A coordinate whose value was withheld, and why: by a custom rule (`rule`), or since a fetch failed (`failed`). */
export interface Withheld {
  readonly coordinate: Coordinate;
  readonly reason: ViewDenialReason | 'rule' | 'reach' | 'suppressed' | 'failed';
}

/** The part of a release's state that the completion of values uses. */
export interface CompletionState {
  readonly deidentify: DeidentifyContext;
  readonly withheld: Withheld[];
  /** Whether lists with pseudonymous objects are sorted by the released values of their items. */
  readonly ordersLists: boolean;
  /** The number of pseudonymous objects so far. A list that increases it holds some. */
  pseudonymousCount: number;
  /** Whether an object that the caller may not know of is missing without an error. */
  readonly hidesUnreached: boolean;
  /** Whether some patients may be out of the caller's reach. */
  readonly isReachLimited: boolean;
  /** Whether objects and enum values that are PHI look absent where their own marks deny them. */
  readonly hidesDenied: boolean;
  /** The accesses so far. Those inside an object or list that becomes null are removed again. */
  readonly accesses: ReleasedAccess[];
  /** The current response path. */
  readonly path: (string | number)[];
  readonly errors: ReleaseError[];
  /** The number of errors above `MAX_ERRORS`. */
  furtherErrors: number;
  /** The weights of the values so far. Those inside an object or list that becomes null are subtracted again. */
  cost: number;
  /** Releases an object. Steps get this function from the state, since the file that has it imports theirs. */
  readonly completeObject: (
    merged: MergedSelections,
    value: unknown,
    owner: Owner,
    failures: Failures | undefined,
  ) => unknown;
}

/**
 * Completes a fetched value. `owner` is the patient and record of the object that has the field. `failures` is defined
 * if a fetch failed at this value's path or below it, so that a null is a failure. `complete.ts` lists the results.
 */
export type Complete = (
  state: CompletionState,
  value: unknown,
  owner: Owner,
  failures: Failures | undefined,
) => unknown;

/** The selections at the root of an operation. */
export function rootSelections(
  type: GraphQLObjectType,
  selections: readonly Selected[],
): MergedSelections {
  return {
    parts: [{ type, selections }],
    innerPath: [],
    patientLink: NO_PATIENT_LINK,
    deidentifiedAbove: false,
    marks: [],
    weight: 0,
    facts: new Map(),
  };
}
