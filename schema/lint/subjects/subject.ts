import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import type { TypeShape } from './type-shape.ts';

/** What the values of a type are about. */
export interface Subject {
  /**
   * `patient`: a patient. `person`: a patient's account, contact or relative, or a person who can be a patient. `record`: a part
   * of a patient's record. `near`: something with fields about patients. `other`: staff, an organization, a
   * dictionary, paging and the like. `unknown`: nothing is known.
   */
  readonly about: 'patient' | 'person' | 'record' | 'near' | 'other' | 'unknown';
  /** Why, as a statement: `Visit is reached from Patient.visits`. */
  readonly because: string;
}

/** What the search for subjects needs of a graph. */
export interface Ground {
  readonly compiled: Compiled;
  readonly lexicon: Lexicon;
  readonly shapeOf: (type: TypeModel) => TypeShape;
  /** See `LintHints`. */
  readonly patientTypes: ReadonlySet<string>;
  /** The types for persons who sign in. */
  readonly accounts: ReadonlySet<TypeModel>;
  /** The names of keys other than an id, each with the type whose objects it identifies. */
  readonly keys: ReadonlyMap<string, TypeModel>;
}
