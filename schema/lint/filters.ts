import {
  argumentCoordinate,
  memberCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';
import type { FieldModel, InputModel, TypeModel } from '../../directives/marks/graph.ts';
import type { Compiled } from '../../directives/policy/compile-policy.ts';
import { wordsOf } from './words.ts';

/** An argument, an input field or an enum's value that may help to choose or to order what a field returns. */
export interface Filter {
  readonly at: Coordinate;
  readonly name: string;
  /** The field whose objects it helps to choose. */
  readonly field: Coordinate;
  /** Those of itself and of what it stands in that are marked: each mark holds for it. */
  readonly marked: readonly Coordinate[];
  /** Null for an enum's value. */
  readonly model: InputModel | null;
  /** The objects that it helps to choose. */
  readonly chosen: readonly TypeModel[];
}

/**
 * Every input of the fields that read, with the objects that it helps to choose. What a mutation takes is
 * written, not searched by.
 */
export function* filtersOf(compiled: Compiled): Generator<Filter> {
  const { graph, hierarchy } = compiled;
  const seen = new Set<string>();
  for (const type of graph.types.values()) {
    if (type.name === 'Mutation' || type.kinds.has('input')) continue;
    for (const [name, field] of type.fields) {
      const chosen = chosenObjects(field, compiled);
      for (const [argument, model] of field.arguments) {
        const at = argumentCoordinate(type.name, name, argument);
        const outside = { field: memberCoordinate(type.name, name), marked: [] };
        yield* below(
          { ...outside, at, name: argument, model, chosen },
          { seen, hierarchy, compiled },
        );
      }
    }
  }
}

interface Walk {
  /** Inputs that have been looked through for the same objects under the same marks. */
  readonly seen: Set<string>;
  readonly hierarchy: Compiled['hierarchy'];
  readonly compiled: Compiled;
}

/** A filter and, through input objects and enums, all filters in it. `marked` is that of what it stands in. */
function* below(outer: Filter & { readonly model: InputModel }, walk: Walk): Generator<Filter> {
  const filter = { ...outer, marked: withMarked(outer.marked, outer.at, walk.compiled) };
  yield filter;
  for (const held of walk.hierarchy.typesNamed(filter.model.types)) {
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
      const chosen = nested(name, filter.chosen, walk.hierarchy);
      yield* below({ ...filter, at, name, model, chosen }, walk);
    }
  }
}

function withMarked(
  marked: readonly Coordinate[],
  at: Coordinate,
  { policy }: Compiled,
): readonly Coordinate[] {
  return policy.requirements.has(at) || policy.patientInputs.has(at) ? [...marked, at] : marked;
}

/** Inputs that hold one another would otherwise be walked by every path through them, from every field. */
function keyOf(held: TypeModel, filter: Filter, { policy }: Compiled): string {
  const marked = [...new Set(filter.marked)].toSorted();
  const asked = policy.requirements.get(filter.field) ?? null;
  return JSON.stringify([held.name, asked, marked, filter.chosen.map(({ name }) => name)]);
}

/** An input field with the name of an object-valued field, as in `where: { patient: { ssn } }`, is about that. */
function nested(
  name: string,
  chosen: readonly TypeModel[],
  hierarchy: Compiled['hierarchy'],
): readonly TypeModel[] {
  const further = chosen.flatMap((type) => {
    const field = type.fields.get(name);
    return field ? hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes) : [];
  });
  return further.length > 0 ? [...new Set(further)] : chosen;
}

type Shape = Pick<Compiled, 'graph' | 'hierarchy' | 'policy'>;

/**
 * The objects that a field returns, those inside connections and pages, and the values that these hold without
 * being records of their own, such as an address.
 */
function chosenObjects(field: FieldModel, shape: Shape): readonly TypeModel[] {
  const found = new Set(heldBy(field, shape));
  for (const type of found) {
    for (const each of type.fields.values()) {
      for (const held of heldBy(each, shape)) {
        if (isWrapper(type) || !isRecord(held, shape)) found.add(held);
      }
    }
  }
  return [...found];
}

function heldBy(field: FieldModel, { hierarchy }: Shape): readonly TypeModel[] {
  return hierarchy.valueTypes(field).flatMap((type) => [type, ...hierarchy.objectTypes(type)]);
}

function isRecord(type: TypeModel, { policy }: Shape): boolean {
  return type.keys.length > 0 || type.fields.has('id') || policy.patients.has(type.name);
}

/** Types that say how objects are handed out: https://relay.dev/graphql/connections.htm and its kin. */
function isWrapper(type: TypeModel): boolean {
  return WRAPPERS.has(wordsOf(type.name).at(-1) ?? '');
}

const WRAPPERS: ReadonlySet<string> = new Set(
  wordsOf('connection edge page list result payload response collection'),
);
