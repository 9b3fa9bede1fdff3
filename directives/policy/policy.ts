import type { Coordinate } from '../coordinate.ts';
import type { Alternatives } from '../marks/alternatives.ts';
import type { Category, Deidentify } from '../spec.ts';
import type { DateFormat } from './date-format.ts';

/** What a caller sees of a value, from highest to lowest. */
export type View = 'full' | 'deidentified' | 'none';

/**
 * One `@role` application. A caller needs one of its roles: from `anyOf` for the full value, from either list for the
 * de-identified.
 */
export interface Clause {
  /** The element that carries the application. */
  readonly at: Coordinate;
  /** Sorted, unique. */
  readonly anyOf: readonly string[];
  /** Sorted, unique. */
  readonly deidentified: readonly string[];
}

/** What federation's access control directives require; all of it must hold. */
export interface Access {
  /** Has `@authenticated`. Every caller is authenticated, so this denies no caller, but it counts as a mark. */
  readonly authenticated: boolean;
  /**
   * The conditions of `@requiresScopes`: minimal, sorted, none implied by another. `[["a", "b"], ["c"]]` is (a and b)
   * or c.
   */
  readonly scopes: readonly Alternatives[];
  /**
   * The conditions of `@policy`, in the same form. The policies that this directive names are fulfilled by a claim of
   * the caller's token or by a decision point. {@link Policy} is something else.
   */
  readonly policies: readonly Alternatives[];
}

/**
 * What one coordinate requires of a caller: all clauses, a default role if `usesDefaultRoles` is set, and everything
 * that federation's access control requires. For `ssn: String @phi(category: SSN) @role(anyOf: ["physician"])`, that is
 * one clause with the role `physician`.
 */
export interface Requirement extends Access {
  readonly phi: boolean;
  /**
   * True if the coordinate, a field that it is computed from, or an implementing type's field is `@phi` without any
   * `@role`: a configured default role is required then, in addition to the clauses. Without configured default roles,
   * every caller is denied.
   */
  readonly usesDefaultRoles: boolean;
  /** Sorted, unique; empty if `phi` is false. */
  readonly categories: readonly Category[];
  /** All must hold. Sorted, unique. */
  readonly clauses: readonly Clause[];
  /** How a scalar or enum value is shown to a caller with the view `deidentified`. */
  readonly method: Deidentify;
  /** The category of the mark with the method. Equal values of one category have equal pseudonyms. */
  readonly methodCategory: Category;
  /** The format of the dates of which YEAR shows the year, if their type is a declared date scalar; null otherwise. */
  readonly dateFormat: DateFormat | null;
}

/** The key of an entity whose values identify its objects in the ledger. */
export interface RecordKey {
  /** The field set, such as `id`. */
  readonly fields: string;
  /** Its values are PHI, so the ledger contains a keyed hash of them. */
  readonly isHashed: boolean;
}

/**
 * The compiled marks of one graph, merged. A field's requirement includes the marks of
 * - its type, the type it returns and every interface above,
 * - all fields that it is computed from,
 * - for an interface's field, every implementer.
 */
export interface Policy {
  /** SHA-256 of the canonical form, hex. Two graphs with the same marks have the same hash. */
  readonly hash: string;
  /** Coordinates that are missing here are unmarked. */
  readonly requirements: ReadonlyMap<Coordinate, Requirement>;
  /** Object type → path from an object to its patient's id, such as `['subject', 'id']`. */
  readonly patients: ReadonlyMap<string, readonly string[]>;
  /** Arguments and input fields that hold the id of the patient whose record is read or written. */
  readonly patientInputs: ReadonlySet<Coordinate>;
  /** Entity (object type with a resolvable `@key`) → its resolvable keys, such as `id`, in the order of subgraphs. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Entity → the key that identifies its objects in the ledger. */
  readonly recordKeys: ReadonlyMap<string, RecordKey>;
  /**
   * The names of input object types and enums, whose coordinates, `Filter.name` and `Order.UP`, look like those of
   * output fields.
   */
  readonly inputTypes: ReadonlySet<string>;
  /** Every role that a mark names, sorted. */
  readonly roles: readonly string[];
  /** Every scope that a `@requiresScopes` names, sorted, unique. */
  readonly scopes: readonly string[];
  /** Every policy that a `@policy` names, sorted, unique; see {@link Access}. */
  readonly policies: readonly string[];
}
