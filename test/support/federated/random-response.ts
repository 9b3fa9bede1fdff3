import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { applicableTypes } from './applicable-types.ts';
import type { Random } from './random.ts';

/** What the response of a subgraph is made for. */
export interface Responding {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  /** How often, in percent, a value is missing, of another type or not requested. */
  readonly deviating: number;
}

/** Makes an object for selection sets without spreads, with the keys of its runtime type if nothing deviates. */
export function randomObject(
  responding: Responding,
  type: GraphQLCompositeType,
  sets: readonly SelectionSetNode[],
): object {
  const { schema, random, deviating } = responding;
  const runtime = random.pick(applicableTypes(schema, type));
  const requested = new Map<string, Requested>();
  const collect = (set: SelectionSetNode, parent: GraphQLCompositeType): void => {
    for (const node of set.selections)
      if (node.kind === Kind.FIELD) {
        const field = isUnionType(parent) ? undefined : parent.getFields()[node.name.value];
        const key = node.alias?.value ?? node.name.value;
        const { below } = requested.get(key) ?? { below: [] };
        const all = node.selectionSet ? [...below, node.selectionSet] : below;
        requested.set(key, { type: field?.type ?? null, below: all });
      } else {
        if (node.kind !== Kind.INLINE_FRAGMENT) throw new TypeError('not written out');
        const on = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
        if (!isCompositeType(on)) throw new TypeError('not a type condition');
        if (applicableTypes(schema, on).includes(runtime) || random.chance(deviating))
          collect(node.selectionSet, on);
      }
  };
  for (const set of sets) collect(set, type);
  const own = [...requested].flatMap(([key, { type: returned, below }]) => {
    if (random.chance(deviating)) return random.chance(50) ? [] : [[key, random.pick(WRONG)]];
    return [[key, returned ? valueOf(responding, returned, below) : runtime.name]];
  });
  const more = random.chance(deviating) ? [[random.pick(EXTRA_KEYS), random.pick(WRONG)]] : [];
  return Object.fromEntries([...own, ...more]) as object;
}

interface Requested {
  /** Null for `__typename`. */
  readonly type: GraphQLOutputType | null;
  readonly below: readonly SelectionSetNode[];
}

function valueOf(
  responding: Responding,
  type: GraphQLOutputType,
  below: readonly SelectionSetNode[],
): unknown {
  const { random } = responding;
  if (random.chance(10)) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable))
    return Array.from({ length: random.below(3) }, () =>
      valueOf(responding, nullable.ofType, below),
    );
  const named = getNamedType(nullable);
  return isCompositeType(named) ? randomObject(responding, named, below) : 'text';
}

/** Values of other types than requested, and names that are not those of an object type. */
const WRONG: readonly unknown[] = [
  null,
  7,
  'Robot',
  'constructor',
  'Node',
  'String',
  {},
  [],
  [[{ id: 1, x: 2 }]],
  { id: 1, __typename: 'Patient', name: { id: 2 } },
];

/** Keys that were not requested, or replace one that was. */
const EXTRA_KEYS = ['x', '0', 'id', 'toString', 'constructor', '__proto__', '__typename'];
