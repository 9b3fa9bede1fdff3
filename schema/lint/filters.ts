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
  /** Itself and what it stands in: a mark on any of them holds for it. */
  readonly path: readonly Coordinate[];
  /** Null for an enum's value. */
  readonly model: InputModel | null;
  /** The objects that it helps to choose. */
  readonly chosen: readonly TypeModel[];
}

/**
 * Every input of the fields that read, with the objects that it helps to choose. What a mutation takes is
 * written, not searched by.
 */
export function* filtersOf({ graph, hierarchy, policy }: Compiled): Generator<Filter> {
  for (const type of graph.types.values()) {
    if (type.name === 'Mutation' || type.kinds.has('input')) continue;
    for (const [name, field] of type.fields) {
      const chosen = chosenObjects(field, { graph, hierarchy, policy });
      for (const [argument, model] of field.arguments) {
        const at = argumentCoordinate(type.name, name, argument);
        yield* below({ at, name: argument, path: [at], model, chosen }, hierarchy.types);
      }
    }
  }
}

/** A filter and, through input objects and enums, all filters in it. */
function* below(
  filter: Filter & { readonly model: InputModel },
  types: (names: Iterable<string>) => readonly TypeModel[],
): Generator<Filter> {
  yield filter;
  for (const held of types(filter.model.types)) {
    for (const value of held.values.keys()) {
      const at = memberCoordinate(held.name, value);
      yield { ...filter, at, name: value, path: [...filter.path, at], model: null };
    }
    if (!held.kinds.has('input')) continue;
    for (const [name, model] of held.fields) {
      const at = memberCoordinate(held.name, name);
      if (filter.path.includes(at)) continue;
      yield* below(
        { at, name, path: [...filter.path, at], model, chosen: nested(name, filter.chosen, types) },
        types,
      );
    }
  }
}

/** An input field with the name of an object-valued field, as in `where: { patient: { ssn } }`, is about that too. */
function nested(
  name: string,
  chosen: readonly TypeModel[],
  types: (names: Iterable<string>) => readonly TypeModel[],
): readonly TypeModel[] {
  const further = chosen.flatMap((type) => types(type.fields.get(name)?.types ?? []));
  return [...new Set([...chosen, ...further])];
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
  return hierarchy.held(field).flatMap((type) => [type, ...hierarchy.objects(type)]);
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
