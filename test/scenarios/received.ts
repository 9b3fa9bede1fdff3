import { isInterfaceType, Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { FieldNode, GraphQLSchema } from 'graphql';
import type { Received } from '../support/stack.ts';
import { viewOf } from './who-sees-what.ts';
import type { Role } from './who-sees-what.ts';

/**
 * What a subgraph was asked for although the page doesn't give it to the role, as `subgraph Type.field`. What
 * the graph itself needs to join and to know whose an object is doesn't count, and never leaves: ids,
 * `__typename` and the path to a record's patient.
 */
export function deniedFetches(
  schema: GraphQLSchema,
  received: readonly Received[],
  role: Role,
): readonly string[] {
  return received.flatMap(({ subgraph, document, variables }) => {
    const found: string[] = [];
    const info = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(info, {
        Field: (node) => {
          const parent = info.getParentType();
          if (!parent || isNeeded(node)) return;
          const types = isInterfaceType(parent)
            ? schema.getPossibleTypes(parent).map(({ name }) => name)
            : [parent.name];
          const views = types.map((type) => viewOf(role, type, node.name.value));
          if (views.includes('-') || views.includes('SUPPRESS'))
            found.push(`${subgraph} ${parent.name}.${node.name.value}`);
        },
      }),
    );
    return [...found, ...deniedRepresentations(subgraph, variables, role)];
  });
}

function isNeeded({ name, selectionSet }: FieldNode): boolean {
  if (name.value === 'id' || name.value.startsWith('_')) return true;
  const isPath = name.value === 'patient' && selectionSet !== undefined;
  return (
    isPath &&
    selectionSet.selections.every(
      (below) => below.kind === Kind.FIELD && ['id', '__typename'].includes(below.name.value),
    )
  );
}

/** Denied fields in entity representations: keys, and the sources of computed fields. */
function deniedRepresentations(
  subgraph: string,
  variables: Readonly<Record<string, unknown>>,
  role: Role,
): readonly string[] {
  const sent = new Set<string>();
  const { representations } = variables;
  if (!Array.isArray(representations)) return [];
  const collect = (type: string, value: object): void => {
    for (const [key, below] of Object.entries(value)) {
      if (key === '__typename' || key === 'id') continue;
      if (viewOf(role, type, key) !== 'full') sent.add(`${subgraph} ${type}.${key} (sent)`);
      if (typeof below === 'object' && below !== null) collect(typeOf(below, key), below);
    }
  };
  for (const one of representations as object[]) collect(typeOf(one, ''), one);
  return [...sent];
}

function typeOf(value: object, key: string): string {
  const type = new Map<string, unknown>(Object.entries(value)).get('__typename');
  return typeof type === 'string' ? type : key.charAt(0).toUpperCase() + key.slice(1);
}
