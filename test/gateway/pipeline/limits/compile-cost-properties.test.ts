import { expect, it } from '@jest/globals';
import { assert, integer, noBias, property } from 'fast-check';
import {
  astFromValue,
  getNamedType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  typeFromAST,
  visit,
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import { select } from '../../../../directives/operation/select.ts';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../../../directives/coordinate.ts';
import {
  createCompileCost,
  type CompileCost,
} from '../../../../gateway/pipeline/limits/compile-cost.ts';
import type {
  DemandDirectives,
  ListSize,
} from '../../../../gateway/pipeline/limits/demand-directives.ts';
import {
  coerceVariables,
  findOperation,
} from '../../../../gateway/pipeline/operation/find-operation.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';
import { randomOperations } from '../../../support/federated/valid-operation.ts';

const OPERATIONS = 25;
const LIST_SIZE = 20;
const SELECTIONS = 10_000;

it('the cost and number of values of an operation with variables, of which only the varying part is computed for each request, are those of the operation with their values as literals', () => {
  let varying = 0;
  let refused = 0;
  assert(
    property(noBias(integer()), (seed) => {
      const { schema, operations } = randomOperations(seed, OPERATIONS);
      const demand = randomDemand(schema, createRandom(hashOf(seed, 'demand')));
      const compile = createCompileCost(schema, demand, LIST_SIZE);
      for (const { query, variables } of operations) {
        const document = parse(query);
        const given = demandOf({ schema, compile, document, variables });
        const literal = withLiterals({ schema, document, variables });
        const plain = demandOf({ schema, compile, document: literal, variables: {} });
        expect({ query, variables, demand: given.demand }).toEqual({
          query,
          variables,
          demand: plain.demand,
        });
        expect(plain.isFixed).toBe(true);
        if (!given.isFixed) varying += 1;
        if (given.demand === null) refused += 1;
      }
    }),
    casesAtDepth(15, 500),
  );
  expect(varying).toBeGreaterThan(100);
  expect(refused).toBeGreaterThan(5);
});

interface Request {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The cost and number of values of a request; null where `@listSize` refuses it. */
function demandOf({ schema, document, variables, compile }: Request & { compile: CompileCost }): {
  readonly demand: readonly [cost: number, values: number] | null;
  readonly isFixed: boolean;
} {
  const operation = findOperation(schema, document, null);
  const coerced = coerceVariables(operation, variables);
  try {
    const { cost, values } = compile(select(operation, coerced, SELECTIONS));
    const demand = [cost.at(coerced), values.at(coerced)] as const;
    return { demand, isFixed: cost.isFixed && values.isFixed };
  } catch (error) {
    if (error instanceof GatewayError) return { demand: null, isFixed: true };
    throw error;
  }
}

/** Replaces each variable by its value; arguments and input fields whose variable has none are left out. */
function withLiterals({ schema, document, variables }: Request): DocumentNode {
  const operation = findOperation(schema, document, null);
  const coerced = coerceVariables(operation, variables);
  const literals = new Map<string, ValueNode>();
  for (const { variable, type } of operation.node.variableDefinitions ?? []) {
    const name = variable.name.value;
    const known = typeFromAST(schema, type);
    const literal = isInputType(known) ? astFromValue(coerced[name], known) : null;
    if (literal) literals.set(name, literal);
  }
  const isMissing = ({ value }: { readonly value: ValueNode }): boolean =>
    value.kind === Kind.VARIABLE && !literals.has(value.name.value);
  return visit(document, {
    VariableDefinition: () => null,
    Argument: (node) => (isMissing(node) ? null : undefined),
    ObjectField: (node) => (isMissing(node) ? null : undefined),
    Variable: ({ name }) => literals.get(name.value),
  });
}

/** Weights of types, fields and inputs, and sizes of lists by arguments and fields inside them. */
function randomDemand(schema: GraphQLSchema, random: Random): DemandDirectives {
  const weights = new Map<Coordinate, number>();
  const listSizes = new Map<Coordinate, ListSize>();
  const weigh = (at: Coordinate): void => {
    if (random.chance(20)) weights.set(at, random.below(6));
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    weigh(typeCoordinate(type.name));
    if (isInputObjectType(type))
      for (const name of Object.keys(type.getFields())) weigh(memberCoordinate(type.name, name));
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const at = memberCoordinate(type.name, field.name);
      weigh(at);
      for (const { name } of field.args) weigh(argumentCoordinate(type.name, field.name, name));
      if (random.chance(40)) listSizes.set(at, randomListSize(field, random));
    }
  }
  return { weights, listSizes, requires: new Map() };
}

function randomListSize(field: GraphQLField<unknown, unknown>, random: Random): ListSize {
  const paths = field.args.flatMap(({ name, type }) => {
    const named = getNamedType(type);
    const below = isInputObjectType(named) ? Object.keys(named.getFields()) : [];
    return [[name], ...below.map((key) => [name, key])];
  });
  const returned = getNamedType(field.type);
  const sized =
    isObjectType(returned) || isInterfaceType(returned) ? Object.keys(returned.getFields()) : [];
  return {
    assumedSize: random.pick([null, 3, 7]),
    slicingArguments: random.some(paths, random.below(4)),
    sizedFields: new Map(random.some(sized, random.below(3)).map((name) => [name, null])),
    requireOneSlicingArgument: random.chance(15),
  };
}
