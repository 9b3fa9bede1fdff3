import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import type { FieldModel, ValueModel, TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import { wordsOf } from './words.ts';

/** An argument, input field or enum value that can filter or order what a field returns. */
export interface Filter {
  readonly at: Coordinate;
  readonly name: string;
  /** The field whose objects it filters or orders. */
  readonly field: Coordinate;
  /** The marked coordinates among itself and the inputs that contain it. All their marks apply to it. */
  readonly marked: readonly Coordinate[];
  /** Null for an enum value. */
  readonly model: ValueModel | null;
  /** Whether it, an input around it or its type is named for ordering, as `orderBy` is. */
  readonly orders: boolean;
  /** The input type that it is a field of; null for an argument. */
  readonly holder: TypeModel | null;
  /** The types of the objects that it filters or orders. */
  readonly filtered: readonly TypeModel[];
}

/**
 * Every input of query and object fields, with the objects that it filters or orders. Inputs of mutations are left out:
 * they are written.
 */
export function* filtersOf(compiled: Compiled): Generator<Filter> {
  const { graph, hierarchy } = compiled;
  const seen = new Set<string>();
  for (const type of graph.types.values()) {
    if (type.name === 'Mutation' || type.kinds.has('input')) continue;
    for (const [name, field] of type.fields) {
      if (field.arguments.size === 0) continue;
      const filtered = filteredTypes(field, compiled);
      for (const [argument, model] of field.arguments) {
        const at = argumentCoordinate(type.name, name, argument);
        const outside = { field: memberCoordinate(type.name, name), marked: [] };
        yield* filtersWithin(
          { ...outside, at, name: argument, model, orders: false, holder: null, filtered },
          { seen, hierarchy, compiled },
        );
      }
    }
  }
}

/** The state of the walk through the inputs of all fields. */
interface Walk {
  /** Keys of the inputs that were visited with the same objects and marks. */
  readonly seen: Set<string>;
  readonly hierarchy: Compiled['hierarchy'];
  readonly compiled: Compiled;
}

/** A filter and all filters inside its input objects and enums. */
function* filtersWithin(
  outer: Filter & { readonly model: ValueModel },
  walk: Walk,
): Generator<Filter> {
  const marks = withMarked(outer.marked, outer.at, walk.compiled);
  const own = { ...outer, marked: marks, orders: outer.orders || isOrdering(outer.name) };
  yield own;
  for (const held of walk.hierarchy.typesNamed(own.model.types)) {
    const filter = { ...own, orders: own.orders || isOrdering(held.name) };
    const key = keyOf(held, filter, walk.compiled);
    if (walk.seen.has(key)) continue;
    walk.seen.add(key);
    for (const value of held.values.keys()) {
      const at = memberCoordinate(held.name, value);
      const marked = withMarked(filter.marked, at, walk.compiled);
      yield { ...filter, at, name: value, marked, model: null };
    }
    if (!held.kinds.has('input')) continue;
    for (const [name, model] of held.fields) {
      const at = memberCoordinate(held.name, name);
      const filtered = typesFilteredBy(name, filter.filtered, walk.hierarchy);
      yield* filtersWithin({ ...filter, at, name, model, holder: held, filtered }, walk);
    }
  }
}

/** Whether a name is one for an order: `orderBy`, `sort`, `PatientSortField`; not `LabOrder`. */
function isOrdering(name: string): boolean {
  return /^order$|\b(?:sort|sorting|ordering|order (?:by|field))\b/.test(wordsOf(name).join(' '));
}

function withMarked(
  marked: readonly Coordinate[],
  at: Coordinate,
  { policy }: Compiled,
): readonly Coordinate[] {
  return policy.requirements.has(at) || policy.patientInputs.has(at) ? [...marked, at] : marked;
}

/**
 * Identifies what visiting an input type can find: another visit with the same field's requirement, marks, filtered
 * types and ordering would find the same. Without it, nested input types would be visited once for every path to them.
 */
function keyOf(held: TypeModel, filter: Filter, { policy }: Compiled): string {
  const marked = [...new Set(filter.marked)].toSorted();
  const ofField = policy.requirements.get(filter.field) ?? null;
  const filtered = filter.filtered.map(({ name }) => name);
  return JSON.stringify([held.name, ofField, marked, filter.orders, filtered]);
}

/**
 * The types that an input field filters: the objects in the object field of the same name, as `patient` in
 * `where: { patient: { ssn: … } }`; without one, those that the input object filters.
 */
function typesFilteredBy(
  name: string,
  filtered: readonly TypeModel[],
  hierarchy: Compiled['hierarchy'],
): readonly TypeModel[] {
  const inField = filtered.flatMap((type) => {
    const field = type.fields.get(name);
    return field ? hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes) : [];
  });
  return inField.length > 0 ? [...new Set(inField)] : filtered;
}

type Shape = Pick<Compiled, 'graph' | 'hierarchy' | 'policy'>;

/**
 * The types of the objects that a field returns, those inside connections and pages, and those of nested values without
 * identity, such as an address.
 */
function filteredTypes(field: FieldModel, shape: Shape): readonly TypeModel[] {
  const found = new Set(heldBy(field, shape));
  for (const type of found) {
    const wraps = isWrapper(type, shape);
    for (const each of type.fields.values()) {
      for (const held of heldBy(each, shape)) {
        if (wraps || !isRecord(held, shape)) found.add(held);
      }
    }
  }
  return [...found];
}

/** The types that a field's value can have, interfaces included. */
function heldBy(field: FieldModel, { hierarchy }: Shape): readonly TypeModel[] {
  return hierarchy.valueTypes(field).flatMap((type) => [type, ...hierarchy.objectTypes(type)]);
}

const OWN_KEYS: readonly string[] = ['id', '_id', 'uid', 'uuid', 'guid'];

/** Whether a type has an identity of its own: a key, an id or a patient. */
function isRecord(type: TypeModel, { policy }: Shape): boolean {
  return (
    type.keys.length > 0 ||
    OWN_KEYS.some((name) => type.fields.has(name)) ||
    policy.patients.has(type.name)
  );
}

/**
 * Whether a type wraps results, such as a connection: https://relay.dev/graphql/connections.htm. A response or a result with an
 * identity is a record, as the response to a questionnaire is.
 */
function isWrapper(type: TypeModel, shape: Shape): boolean {
  const last = wordsOf(type.name).at(-1) ?? '';
  return WRAPPERS.has(last) || (RESPONSES.has(last) && !isRecord(type, shape));
}

const RESPONSES: ReadonlySet<string> = new Set(wordsOf('response result'));

const WRAPPERS: ReadonlySet<string> = new Set(
  wordsOf('connection edge page list payload collection'),
);
