import type { Coordinate } from './coordinate.ts';
import type { Category, Deidentify } from './spec.ts';

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

/**
 * What a caller needs for one coordinate: every clause, never the laxer (DESIGN, vocabulary).
 * No clause and `phi` true: the configured default roles stand in. No clause and `phi` false: open.
 */
export interface Requirement {
  readonly phi: boolean;
  /** Sorted, unique; empty where `phi` is false. */
  readonly categories: readonly Category[];
  /** All must hold. Sorted and unique, so that two equal requirements print alike. */
  readonly clauses: readonly Clause[];
  /** What a caller with view `deidentified` gets of a leaf value. */
  readonly method: Deidentify;
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
  /** Entity (object type with a resolvable `@key`) → its first resolvable key's selection, such as `id`. */
  readonly keys: ReadonlyMap<string, string>;
  /** Every role that a mark names, sorted. */
  readonly roles: readonly string[];
}
