import {
  buildSchema,
  OverlappingFieldsCanBeMergedRule,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import type { GraphModel } from './graph-model.ts';
import { printMonolith } from './print-graph.ts';
import { randomGraph } from './random-graph.ts';
import { randomOperation, type RandomOperation } from './random-operation.ts';
import { hashOf } from './random.ts';

/** The only rule that a generated operation can break. */
const ONLY_OVERLAPS = [OverlappingFieldsCanBeMergedRule];

/** Writes a valid operation on a model's schema. Operations that `accepts` refuses are written anew. */
export function validOperation(
  { model, schema }: { readonly model: GraphModel; readonly schema: GraphQLSchema },
  seed: number,
  accepts: (document: DocumentNode) => boolean = () => true,
): RandomOperation {
  const written = { idsFor: idsOf(model), hasShapes: model.hasShapes };
  for (let tries = 0; ; tries += 1) {
    const operation = randomOperation(schema, hashOf(seed, 'operation', tries), written);
    const document = parse(operation.query);
    if (validate(schema, document, ONLY_OVERLAPS).length === 0 && accepts(document))
      return operation;
  }
}

/** The schema of a random graph, and valid operations on it. */
export function randomOperations(
  seed: number,
  count: number,
): { readonly schema: GraphQLSchema; readonly operations: readonly RandomOperation[] } {
  const model = randomGraph(seed);
  const schema = buildSchema(printMonolith(model));
  const seeds = Array.from({ length: count }, (_, index) => hashOf(seed, index));
  return { schema, operations: seeds.map((one) => validOperation({ model, schema }, one)) };
}

/** Coordinate of an input → ids that mostly exist in the data, and one that doesn't. */
function idsOf(model: GraphModel): (coordinate: string) => readonly string[] {
  const ids = new Map<string, readonly string[]>();
  for (const type of model.types)
    for (const field of type.fields)
      for (const arg of field.args)
        if (arg.idOf !== null)
          ids.set(`${type.name}.${field.name}(${arg.name}:)`, [...idsOfType(arg.idOf), 'missing']);
  for (const input of model.inputs)
    for (const field of input.fields)
      if (field.idOf !== null)
        ids.set(`${input.name}.${field.name}`, [...idsOfType(field.idOf), 'missing']);
  return (coordinate) => ids.get(coordinate) ?? [];
}

/** The first id more often, since most claims of callers name it. */
function idsOfType(type: string): readonly string[] {
  return [0, 0, 0, 1, 2, 3].map((number) => `${type}-${number}`);
}
