import {
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  type GraphQLAbstractType,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
} from 'graphql';
import { z } from 'zod';
import { argumentCoordinate, memberCoordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import type { SubgraphClient } from '../platform/subgraph/create-subgraph-client.ts';
import { parseSubgraphResponse } from '../platform/subgraph/parse-subgraph-response.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { sampleValue } from './sample-value.ts';

/** The data of one test request. */
export interface SampleData {
  /** The patient of every object, unless values or arguments name another one. */
  readonly patient: string;
  /** Coordinate → value. Objects may have some of their fields, or `__typename`. */
  readonly values: ReadonlyMap<string, unknown>;
  /** The types of fragments: where an object may have several types, it has one of these. */
  readonly types: ReadonlySet<string>;
}

/**
 * Creates a subgraph in this process that answers every operation: with the values of a test, and with made-up ones for
 * all other fields. A list has one item.
 */
export function createSampleSubgraph(
  schema: GraphQLSchema,
  policy: Policy,
  dataOf: (context: RequestContext | null) => SampleData,
): SubgraphClient {
  const idFields = patientIdFields(schema, policy);
  const send: SubgraphClient['query'] = async (body, context) => {
    const { query, variables } = REQUEST.parse(JSON.parse(body));
    const result = await execute({
      schema,
      document: parse(query),
      variableValues: variables,
      contextValue: { data: dataOf(context), policy, idFields } satisfies Sampling,
      fieldResolver: resolveField,
      typeResolver: resolveType,
    });
    return parseSubgraphResponse(JSON.stringify(result));
  };
  return { query: send, mutate: send, close: () => Promise.resolve() };
}

/** A request, as the gateway sends it. */
const REQUEST = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) });

interface Sampling {
  readonly data: SampleData;
  readonly policy: Policy;
  /** The fields at the ends of `@patient` paths. */
  readonly idFields: ReadonlySet<string>;
}

type Fields = Readonly<Record<string, unknown>>;

const resolveField: GraphQLFieldResolver<unknown, Sampling, Fields> = (
  source,
  args,
  sampling,
  { fieldName: name, parentType: { name: owner }, returnType, schema },
) => {
  if (name === '_entities') return args['representations'];
  const { values, patient } = sampling.data;
  const coordinate = memberCoordinate(owner, name);
  const own = isFields(source) ? source : {};
  if (Object.hasOwn(own, name)) return own[name];
  if (values.has(coordinate)) return values.get(coordinate);
  if (sampling.idFields.has(coordinate)) return patient;
  return sample(returnType, { owner, name, args }, { sampling, schema });
};

function sample(
  type: GraphQLOutputType,
  field: { readonly owner: string; readonly name: string; readonly args: Fields },
  within: { readonly sampling: Sampling; readonly schema: GraphQLSchema },
): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const item = getNamedType(nullable);
    const types = isAbstractType(item) ? concreteTypes(item, within) : [];
    return types.length > 0 && !isListType(getNullableType(nullable.ofType))
      ? types.map((each) => objectFor(field, each, within))
      : [sample(nullable.ofType, field, within)];
  }
  const named = getNamedType(nullable);
  if (!isLeafType(named)) return objectFor(field, named, within);
  const requirement = within.sampling.policy.requirements.get(
    memberCoordinate(field.owner, field.name),
  );
  return sampleValue(named, { ...field, requirement });
}

/** The fields of an object that the arguments state which found it: its id, and the id of its patient. */
function objectFor(
  { owner, name, args }: { readonly owner: string; readonly name: string; readonly args: Fields },
  type: ReturnType<typeof getNamedType>,
  within: { readonly sampling: Sampling; readonly schema: GraphQLSchema },
): Fields {
  const { policy } = within.sampling;
  const object = isAbstractType(type) ? concreteTypes(type, within)[0] : type;
  if (!isObjectType(object)) return {};
  const fields = object.getFields();
  const echoed = Object.entries(args).filter(
    ([arg, value]) =>
      typeof value === 'string' &&
      fields[arg] !== undefined &&
      isLeafType(getNamedType(fields[arg].type)),
  );
  const named = Object.keys(args).find((arg) =>
    policy.patientInputs.has(argumentCoordinate(owner, name, arg)),
  );
  const path = policy.patients.get(object.name);
  const about =
    named === undefined || path === undefined || typeof args[named] !== 'string'
      ? {}
      : nested(path, args[named]);
  return { __typename: object.name, ...Object.fromEntries(echoed), ...about };
}

/** The object types that made-up objects of an abstract type have: those of fragments, else its first one. */
function concreteTypes(
  type: GraphQLAbstractType,
  {
    sampling: { data },
    schema,
  }: { readonly sampling: Pick<Sampling, 'data'>; readonly schema: GraphQLSchema },
): readonly GraphQLObjectType[] {
  const possible = schema.getPossibleTypes(type);
  const wanted = possible.filter(({ name }) => data.types.has(name));
  return wanted.length > 0 ? wanted : possible.slice(0, 1);
}

function nested([key, ...below]: readonly string[], value: unknown): Fields {
  if (key === undefined) return {};
  return { [key]: below.length === 0 ? value : nested(below, value) };
}

const resolveType: GraphQLTypeResolver<unknown, Sampling> = (
  source,
  sampling,
  { schema },
  type,
) => {
  const name = isFields(source) ? source['__typename'] : undefined;
  return typeof name === 'string' ? name : concreteTypes(type, { sampling, schema })[0]?.name;
};

/** The coordinates of the fields that hold a patient's id, as far as a subgraph has them. */
function patientIdFields(schema: GraphQLSchema, policy: Policy): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [name, path] of policy.patients) {
    let owner: ReturnType<GraphQLSchema['getType']> = schema.getType(name);
    for (const [index, key] of path.entries()) {
      const field = isObjectType(owner) ? (owner as GraphQLObjectType).getFields()[key] : undefined;
      if (field === undefined || !isObjectType(owner)) break;
      if (index === path.length - 1) found.add(memberCoordinate(owner.name, key));
      owner = getNamedType(field.type);
    }
  }
  return found;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
