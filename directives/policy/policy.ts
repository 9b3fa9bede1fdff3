import type { Coordinate } from '../coordinate.ts';
import type { Alternatives } from '../marks/alternatives.ts';
import type { Category, Deidentify } from '../spec.ts';

/** What a caller gets of a value. The order is the strength: `full` over `deidentified` over `none`. */
export type View = 'full' | 'deidentified' | 'none';

/** One `@role` application: roles that see the value in full, and roles that see it de-identified. */
export interface Clause {
  /** Where the application stands. */
  readonly at: Coordinate;
  /** Sorted, unique. */
  readonly anyOf: readonly string[];
  /** Sorted, unique. */
  readonly deidentified: readonly string[];
}

/** What federation's own directives of access control ask for; all of it has to hold. */
export interface Access {
  /** `@authenticated` stands on it. Every caller is: it asks for nothing more, but is a mark. */
  readonly authenticated: boolean;
  /** What `@requiresScopes` asks for. Each minimal, none implied by another one, sorted. */
  readonly scopes: readonly Alternatives[];
  /** What `@policy` asks for, likewise. */
  readonly policies: readonly Alternatives[];
}

/**
 * What a caller needs for one coordinate: every clause, never the laxer; one of the configured default roles
 * where `defaultRoles` says so; and all that federation's access control asks for.
 */
export interface Requirement extends Access {
  readonly phi: boolean;
  /**
   * The coordinate, or something it is computed from or stands for, is `@phi` without any `@role`: the
   * configured default roles stand in, beside whatever clauses there are. Without default roles: nobody.
   */
  readonly defaultRoles: boolean;
  /** Sorted, unique; empty where `phi` is false. */
  readonly categories: readonly Category[];
  /** All must hold. Sorted and unique, so that two equal requirements print alike. */
  readonly clauses: readonly Clause[];
  /** What a caller with view `deidentified` gets of a leaf value. */
  readonly method: Deidentify;
  /** Category of the mark that names the method: pseudonyms of one category are alike. */
  readonly methodCategory: Category;
}

/** A key whose values name objects on the record. */
export interface RecordKey {
  /** What it selects, such as `id`. */
  readonly fields: string;
  /** Its values are PHI: the record holds a keyed hash of them. */
  readonly isHashed: boolean;
}

/**
 * The compiled marks of one graph. Everything is merged: a field's requirement already holds the marks of
 * its type, of what it returns, of every interface above and (for an interface's field) of every
 * implementer below, and of all it is computed from.
 */
export interface Policy {
  /** SHA-256 of the canonical form, hex. Two graphs with the same marks have the same hash. */
  readonly hash: string;
  /** Only coordinates that require something are in it; all others are unmarked. */
  readonly requirements: ReadonlyMap<Coordinate, Requirement>;
  /** Object type → path from an object to its patient's id, such as `['subject', 'id']`. */
  readonly patients: ReadonlyMap<string, readonly string[]>;
  /** Arguments and input fields that hold the id of the patient whose record is touched. */
  readonly patientInputs: ReadonlySet<Coordinate>;
  /** Entity (object type with a resolvable `@key`) → its resolvable keys, such as `id`, in the order of subgraphs. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** Entity → the one of its keys that names its objects on the record. */
  readonly recordKeys: ReadonlyMap<string, RecordKey>;
  /** Input objects and enums: `Type.member` of these is not an output field. */
  readonly inputTypes: ReadonlySet<string>;
  /** Every role that a mark names, sorted. */
  readonly roles: readonly string[];
  /** Every scope that a `@requiresScopes` names, sorted, unique. */
  readonly scopes: readonly string[];
  /** Every policy that a `@policy` names, sorted, unique. */
  readonly policies: readonly string[];
}
