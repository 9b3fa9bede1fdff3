import { LRUCache } from 'lru-cache';
import {
  getIntrospectionQuery,
  introspectionFromSchema,
  Kind,
  parse,
  type GraphQLSchema,
} from 'graphql';
import {
  visibleSchema,
  type Introspectable,
} from '../../../directives/introspection/visible-schema.ts';
import type { Decisions } from '../../../directives/operation/authorize.ts';
import type { Reach } from '../../../directives/operation/reach.ts';
import { countIntrospected, type Introspection } from '../limits/count-introspected.ts';

/** The schema that one caller may see. */
export interface VisibleSchema extends Introspectable {
  /** Values that an introspection response may hold: three times the standard query's. */
  readonly maxValues: number;
}

/** Returns the schema that a caller may see. */
export type VisibleSchemaCache = (caller: {
  readonly decisions: Decisions;
  readonly reach: Reach;
}) => VisibleSchema;

/** Creates the visible schemas of one graph version, cached by decisions: never by request, and never by patient. */
export function createVisibleSchemaCache(schema: GraphQLSchema): VisibleSchemaCache {
  const cached = new LRUCache<Decisions, VisibleSchema>({ max: 64 });
  let whole: Introspectable | null = null;
  return (caller) => {
    const known = cached.get(caller.decisions);
    if (known) return known;
    whole ??= introspectable(schema);
    const visible = visibleSchema(whole, caller);
    const maxValues = 3 * countIntrospected(visible.introspection, STANDARD, Infinity);
    const made = { ...visible, maxValues };
    cached.set(caller.decisions, made);
    return made;
  };
}

function introspectable(schema: GraphQLSchema): Introspectable {
  const { __schema: introspection } = introspectionFromSchema(schema);
  return { schema, introspection };
}

/** The standard introspection query, with every option: https://spec.graphql.org/October2021/#sec-Introspection */
const STANDARD = standardIntrospection();

function standardIntrospection(): Introspection {
  const { definitions } = parse(
    getIntrospectionQuery({
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    }),
  );
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return {
    selections: operations.flatMap((node) => node.selectionSet.selections),
    fragments: new Map(fragments.map((node) => [node.name.value, node])),
    variables: {},
  };
}
