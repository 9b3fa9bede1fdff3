import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { parse, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { mapThings, projectValues, type GraphData, type Thing } from './graph-data.ts';
import { fieldIn, objectTypes, typeIn, type GraphModel } from './graph-model.ts';
import { printUnmarked } from './print-graph.ts';

/** A subgraph that can be executed. */
export interface ExecutableSubgraph {
  readonly schema: GraphQLSchema;
  readonly fieldResolver: GraphQLFieldResolver<unknown, unknown>;
}

/** Whether the resolver of a field of an object fails in a subgraph. */
export type Failing = (subgraph: string, thing: Thing, field: string) => boolean;

/** An object in a subgraph, with the representation that the gateway sent; null if the subgraph returned it itself. */
interface ServedObject extends Thing {
  readonly __typename: string;
  readonly sent: Readonly<Record<string, unknown>> | null;
}

/** Creates a subgraph over the graph's data. Entities are found by any of their keys. */
export function executableSubgraph(
  model: GraphModel,
  subgraph: string,
  source: { readonly data: () => GraphData; readonly fails: Failing },
): ExecutableSubgraph {
  const byReference = (type: string) => (sent: Readonly<Record<string, unknown>>) => {
    const keys = typeIn(model, type).keys.filter((key) => isSent(sent, key.fields));
    for (const { fields } of keys) {
      const asked = JSON.stringify(projectValues(sent, fields));
      for (const one of objectTypes(model, type))
        for (const thing of source.data().things(one.name))
          if (JSON.stringify(source.data().project(thing, fields)) === asked)
            return toServed(thing, sent);
    }
    return null;
  };

  const resolvers = Object.create(null) as Record<string, Record<string, unknown>>;
  for (const type of model.types) {
    if (![...type.in, ...type.objectIn].includes(subgraph)) continue;
    const isAbstract = type.kind === 'interface' && !type.objectIn.includes(subgraph);
    const entries = {
      ...(isAbstract ? { __resolveType: (object: ServedObject) => object.type } : {}),
      ...(type.keys.length > 0 ? { __resolveReference: byReference(type.name) } : {}),
    };
    if (Object.keys(entries).length > 0) resolvers[type.name] = entries;
  }
  for (const union of model.unions)
    if (union.in.includes(subgraph))
      resolvers[union.name] = { __resolveType: (object: ServedObject) => object.type };

  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (parent, args, _context, info) => {
    const object = isServedObject(parent)
      ? parent
      : { type: info.parentType.name, number: 0, sent: null };
    const field = fieldIn(model, typeIn(model, info.parentType.name), info.fieldName);
    if (source.fails(subgraph, object, field.name)) throw new Error(`${subgraph} failed`);
    const data = source.data();
    const value =
      // A subgraph that returns an object itself has the required values too.
      field.requires === null || object.sent === null
        ? data.value(object, field, args)
        : data.computed(object, field, projectValues(object.sent, field.requires));
    return mapThings(value, (thing) => toServed(thing, null));
  };

  const schema = buildSubgraphSchema([
    {
      typeDefs: parse(printUnmarked(model, subgraph)),
      resolvers: resolvers as GraphQLResolverMap<unknown>,
    },
  ]);
  return { schema, fieldResolver };
}

function toServed(thing: Thing, sent: ServedObject['sent']): ServedObject {
  return { ...thing, __typename: thing.type, sent };
}

function isServedObject(value: unknown): value is ServedObject {
  return typeof value === 'object' && value !== null && 'sent' in value;
}

function isSent(sent: object, key: string): boolean {
  try {
    projectValues(sent, key);
    return true;
  } catch {
    return false;
  }
}
