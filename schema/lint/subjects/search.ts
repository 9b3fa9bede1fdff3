import type { TypeModel } from '../../../directives/marks/graph.ts';
import { createBelongCheck } from './find-consumers.ts';
import { isForHealth } from './for-health.ts';
import { createPartCheck, findShared } from './find-shared.ts';
import { patientNames } from './patient-names.ts';
import type { Ground, Subject } from './subject.ts';
import type { TypeShape } from './type-shape.ts';
import type { SignedHolding } from './vital-signs.ts';

/** A type with its subject. */
export type Addition = readonly [TypeShape, Subject];

/** What the search for subjects knows before it begins, and what it has found. */
export interface Search {
  readonly all: readonly TypeShape[];
  /** What persons have, computed once. */
  readonly holdings: () => readonly SignedHolding[];
  readonly ground: Ground;
  readonly byBase: ReadonlyMap<string, TypeShape>;
  /** Whether a type has the name of a patient. */
  readonly hasNamed: boolean;
  /** Whether nothing is named for a patient, as in an app whose users are the patients. */
  readonly isApp: boolean;
  /** Whether the graph is about health as a whole, see {@link isForHealth}. */
  readonly isForHealth: boolean;
  /** What many records share, such as an entry of a dictionary. */
  readonly shared: ReadonlySet<TypeModel>;
  readonly isPart: (shape: TypeShape) => boolean;
  /** Whether a type can be a part of the record of a person who has other things too. */
  readonly canBelong: (shape: TypeShape, owner?: TypeShape) => boolean;
  readonly found: ReadonlyMap<TypeModel, Subject>;
}

/** Reads what the search needs of the types. `found` is what it adds to. */
export function createSearch(
  all: readonly TypeShape[],
  holdings: () => readonly SignedHolding[],
  ground: Ground,
  found: ReadonlyMap<TypeModel, Subject>,
): Search {
  const isApp = patientNames(all, ground).length === 0;
  return {
    all,
    holdings,
    ground,
    byBase: new Map(all.map((shape) => [shape.base, shape])),
    hasNamed: all.some(({ kind }) => kind === 'patient'),
    isApp,
    isForHealth: !isApp || isForHealth(all, ground),
    shared: findShared(all, ground),
    isPart: createPartCheck(all, ground),
    canBelong: isApp ? createBelongCheck(all, ground) : () => true,
    found,
  };
}
