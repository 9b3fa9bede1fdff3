import { expect, it } from '@jest/globals';
import { assert, integer, noBias, property } from 'fast-check';
import {
  getNamedType,
  isCompositeType,
  Kind,
  parse,
  print,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import {
  isAbstract,
  isDataObject,
  isOfType,
  type DataObject,
} from '../../../../gateway/pipeline/execution/data.ts';
import { compileResponseShape } from '../../../../gateway/pipeline/execution/response-shape.ts';
import {
  findOperation,
  type KnownOperation,
} from '../../../../gateway/pipeline/operation/find-operation.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { applicableTypes } from '../../../support/federated/applicable-types.ts';
import { createRandom, hashOf } from '../../../support/federated/random.ts';
import { randomObject } from '../../../support/federated/random-response.ts';
import { randomOperations } from '../../../support/federated/valid-operation.ts';
import { writeOutFragments } from '../../../support/write-out-fragments.ts';

const OPERATIONS = 10;
/** One shape fits several responses, since it keeps what it derives for each type. */
const RESPONSES = 5;

it('selections that are compiled for each type change a random response in place to what the fields that are collected for each object make of it', () => {
  const tally = { complete: 0, incomplete: 0, unchanged: 0, changed: 0 };
  const compare = (
    response: object,
    fit: (data: unknown) => boolean,
    fitPlainly: (data: DataObject) => Fitted,
  ): void => {
    const text = JSON.stringify(response);
    const data = JSON.parse(text) as DataObject;
    const isComplete = fit(data);
    const fitted = JSON.stringify(data);
    const expected = fitPlainly(JSON.parse(text) as DataObject);
    expect({ text, data: JSON.parse(fitted) as unknown, isComplete }).toEqual({
      text,
      ...expected,
    });
    tally[isComplete ? 'complete' : 'incomplete'] += 1;
    tally[fitted === text ? 'unchanged' : 'changed'] += 1;
  };
  assert(
    property(noBias(integer()), (seed) => {
      const { schema, operations } = randomOperations(seed, OPERATIONS);
      const random = createRandom(hashOf(seed, 'responses'));
      for (const { query } of operations) {
        const document = parse(query);
        const operation = findOperation(schema, document, null);
        const root = rootOf(operation);
        const selections = writeOutFragments(operation.node.selectionSet, operation.fragments);
        const shape = compileResponseShape(document, schema);
        const entity = entityOf(operation, root);
        for (let count = 0; count < RESPONSES; count += 1) {
          const responding = { schema, random, deviating: random.pick([0, 3, 30]) };
          compare(randomObject(responding, root, [selections]), shape.fit, (data) =>
            fitAny(schema, [selections], data),
          );
          if (entity === null) continue;
          const requested = random.pick([
            entity.type,
            ...applicableTypes(schema, entity.type),
          ]).name;
          compare(
            randomObject(responding, entity.type, [entity.selections]),
            (data) => entity.shape.fitEntity(data, requested),
            (data) => fitEntity(schema, entity.selections, { data, requested }),
          );
        }
      }
    }),
    casesAtDepth(12, 500),
  );
  for (const count of Object.values(tally)) expect(count).toBeGreaterThan(100);
});

function rootOf({ schema, node }: KnownOperation): GraphQLObjectType {
  const root = schema.getRootType(node.operation);
  if (!root) throw new TypeError(`no root type for ${node.operation}`);
  return root;
}

/** The first object that an operation selects, as an entity with its shape; null where all are leaves. */
function entityOf({ schema, node, fragments }: KnownOperation, root: GraphQLObjectType) {
  const field = node.selectionSet.selections.find(
    (one) => one.kind === Kind.FIELD && one.selectionSet,
  );
  if (field?.kind !== Kind.FIELD || !field.selectionSet) return null;
  const type = getNamedType(root.getFields()[field.name.value]?.type);
  if (!isCompositeType(type)) return null;
  const text = `{ _entities ${print(field.selectionSet)} } ${[...fragments.values()].map(print).join(' ')}`;
  return {
    type,
    selections: writeOutFragments(field.selectionSet, fragments),
    shape: compileResponseShape(parse(text), schema),
  };
}

/** A response and whether it had every requested key. */
interface Fitted {
  readonly data: unknown;
  readonly isComplete: boolean;
}

function fitEntity(
  schema: GraphQLSchema,
  selections: SelectionSetNode,
  { data, requested }: { readonly data: DataObject; readonly requested: string },
): Fitted {
  const isNamed = isAbstract(schema, requested) && asksForType(selections);
  return fitObject(schema, [selections], { data, name: isNamed ? data['__typename'] : requested });
}

function fitAny(
  schema: GraphQLSchema,
  selections: readonly SelectionSetNode[],
  data: unknown,
): Fitted {
  if (Array.isArray(data)) {
    const items = data.map((item) => fitAny(schema, selections, item));
    return {
      data: items.map((item) => item.data),
      isComplete: items.every(({ isComplete }) => isComplete),
    };
  }
  if (!isDataObject(data)) return { data, isComplete: true };
  const isNamed = selections.some((set) => asksForType(set));
  return fitObject(schema, selections, { data, name: isNamed ? data['__typename'] : null });
}

/** Fits an object of a type by the fields that were requested of it. */
function fitObject(
  schema: GraphQLSchema,
  selections: readonly SelectionSetNode[],
  { data, name }: { readonly data: DataObject; readonly name: unknown },
): Fitted {
  const requested = new Map<string, { below: SelectionSetNode[]; isRequired: boolean }>();
  const collect = (set: SelectionSetNode, isCertain: boolean): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        const { below, isRequired } = requested.get(key) ?? { below: [], isRequired: false };
        requested.set(key, {
          below: node.selectionSet ? [...below, node.selectionSet] : below,
          isRequired: isRequired || (isCertain && key !== '__typename'),
        });
        continue;
      }
      if (node.kind !== Kind.INLINE_FRAGMENT) throw new TypeError('not written out');
      const { typeCondition, selectionSet } = node;
      const holds =
        typeCondition === undefined ||
        isOfType(schema, { __typename: name }, typeCondition.name.value);
      if (holds !== false) collect(selectionSet, isCertain && holds === true);
    }
  };
  for (const set of selections) collect(set, true);
  const fields = [...requested].map(([key, { below, isRequired }]): readonly [string, Fitted] => {
    if (!Object.hasOwn(data, key)) return [key, { data: null, isComplete: !isRequired }];
    const isLeaf = below.length === 0;
    return [key, isLeaf ? { data: data[key], isComplete: true } : fitAny(schema, below, data[key])];
  });
  return {
    data: Object.fromEntries(fields.map(([key, field]) => [key, field.data])),
    isComplete: fields.every(([, { isComplete }]) => isComplete),
  };
}

/** Whether `__typename` is requested, on any type. */
function asksForType({ selections }: SelectionSetNode): boolean {
  return selections.some((node) =>
    node.kind === Kind.INLINE_FRAGMENT
      ? asksForType(node.selectionSet)
      : node.kind === Kind.FIELD && (node.alias ?? node.name).value === '__typename',
  );
}
