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
} from '../../directives/introspection/visible-schema.ts';
import type { Decisions } from '../../directives/operation/authorize.ts';
import type { Reach } from '../../directives/operation/reach.ts';
import { countIntrospected, type Introspection } from './limits/count-introspected.ts';

/** What introspection tells one caller. */
export interface CachedVisibleSchema extends Introspectable {
  /** How many values an answer may hold: three times what tools ask for. */
  readonly most: number;
}

/** What introspection tells each caller of one graph version. */
export type VisibleSchemaCache = (caller: {
  readonly decisions: Decisions;
  readonly reach: Reach;
}) => CachedVisibleSchema;

/**
 * The told schemas of one graph version, kept by the decisions that they follow from: never by request, and
 * never by patient.
 */
export function createVisibleSchemaCache(schema: GraphQLSchema): VisibleSchemaCache {
  const told = new LRUCache<Decisions, CachedVisibleSchema>({ max: 64 });
  let whole: Introspectable | null = null;
  return (caller) => {
    const known = told.get(caller.decisions);
    if (known) return known;
    whole ??= introspectable(schema);
    const visible = visibleSchema(whole, caller);
    const most = 3 * countIntrospected(visible.introspection, STANDARD, Infinity);
    const made = { ...visible, most };
    told.set(caller.decisions, made);
    return made;
  };
}

function introspectable(schema: GraphQLSchema): Introspectable {
  const { __schema: introspection } = introspectionFromSchema(schema);
  return { schema, introspection };
}

/** What tools ask for, in full: https://spec.graphql.org/October2021/#sec-Introspection */
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
