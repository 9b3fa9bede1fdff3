import { isAbstractType, type GraphQLSchema } from 'graphql';

/**
 * Compares answered entities with the representations that were sent. An entity that comes back with
 * another type, or another value for a key that it was asked by, is another record: it is replaced by null.
 * A subgraph that knows an entity by its interface alone (`@interfaceObject`) names the interface: that is no
 * runtime type, so the one that is known stays. Returns whether all were kept.
 */
export function keepIdentity(
  entities: unknown[],
  representations: readonly unknown[],
  graph: {
    readonly schema: GraphQLSchema;
    /** Entity → the top-level fields of its keys. */
    readonly keyFields: ReadonlyMap<string, ReadonlySet<string>>;
  },
): boolean {
  let kept = true;
  for (const [index, entity] of entities.entries()) {
    const asked = representations[index];
    if (!isObject(entity) || !isObject(asked)) continue;
    const type = asked['__typename'];
    if (typeof type !== 'string') continue;
    const keys = graph.keyFields.get(type);
    const same =
      sameType(type, entity['__typename'], graph.schema) &&
      Object.keys(asked).every(
        (key) => !(key in entity) || !keys?.has(key) || sameValue(asked[key], entity[key]),
      );
    if (!same) {
      entities[index] = null;
      kept = false;
    } else if (isAbstract(entity['__typename'], graph.schema)) delete entity['__typename'];
  }
  return kept;
}

function sameType(asked: string, answered: unknown, schema: GraphQLSchema): boolean {
  if (answered === undefined || answered === asked) return true;
  return isAbstract(asked, schema) || isAbstract(answered, schema);
}

function isAbstract(name: unknown, schema: GraphQLSchema): boolean {
  return typeof name === 'string' && isAbstractType(schema.getType(name));
}

/** Every value that was sent must come back; what else an answer holds beside it is not compared. */
function sameValue(asked: unknown, answered: unknown): boolean {
  if (isObject(asked) && isObject(answered))
    return Object.keys(asked).every(
      (key) => !(key in answered) || sameValue(asked[key], answered[key]),
    );
  if (Array.isArray(asked) && Array.isArray(answered))
    return (
      asked.length === answered.length &&
      asked.every((item, index) => sameValue(item, answered[index]))
    );
  return asked === answered || String(asked) === String(answered);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
