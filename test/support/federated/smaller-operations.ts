import {
  Kind,
  parse,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { RandomOperation } from './random-operation.ts';

/** Operations with one part of a given operation removed, the largest parts first. Some may not be valid. */
export function* smallerOperations({
  query,
  variables,
}: RandomOperation): Generator<RandomOperation> {
  const document = parse(query, { noLocation: true });
  const write = (changed: DocumentNode): RandomOperation => withoutUnused(changed, variables);
  const count = countSelections(document);
  for (let at = 0; at < count; at += 1) yield write(changeSelection(document, at, () => []));
  for (let at = 0; at < count; at += 1) {
    yield write(changeSelection(document, at, (node) => opened(document, node)));
    yield write(
      changeSelection(document, at, (node) =>
        node.kind === Kind.FIELD ? [withoutAlias(node)] : [node],
      ),
    );
    yield write(changeSelection(document, at, (node) => [{ ...node, directives: [] }]));
    yield write(
      changeSelection(document, at, (node) =>
        node.kind === Kind.FIELD ? [{ ...node, arguments: [] }] : [node],
      ),
    );
    yield write(
      changeSelection(document, at, (node) =>
        node.kind === Kind.FIELD
          ? [{ ...node, arguments: node.arguments?.slice(1) ?? [] }]
          : [node],
      ),
    );
  }
  for (const name of Object.keys(variables))
    yield {
      query,
      variables: Object.fromEntries(Object.entries(variables).filter(([key]) => key !== name)),
    };
}

/** Changes the selection at `index`, counted in document order. */
function changeSelection(
  document: DocumentNode,
  index: number,
  change: (node: SelectionNode) => readonly SelectionNode[],
): DocumentNode {
  let next = -1;
  const inSet = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((node) => {
      next += 1;
      if (next === index) return change(node);
      return 'selectionSet' in node && node.selectionSet
        ? [{ ...node, selectionSet: inSet(node.selectionSet) }]
        : [node];
    }),
  });
  return {
    ...document,
    definitions: document.definitions.map((node) =>
      'selectionSet' in node ? { ...node, selectionSet: inSet(node.selectionSet) } : node,
    ),
  };
}

function countSelections(document: DocumentNode): number {
  let count = 0;
  visit(document, {
    SelectionSet: (set) => {
      count += set.selections.length;
    },
  });
  return count;
}

/** Replaces an inline fragment with its selections, and a spread with an inline fragment. */
function opened(document: DocumentNode, node: SelectionNode): readonly SelectionNode[] {
  if (node.kind === Kind.INLINE_FRAGMENT) return node.selectionSet.selections;
  if (node.kind === Kind.FIELD) return [node];
  const fragment = document.definitions.find(
    (one) => one.kind === Kind.FRAGMENT_DEFINITION && one.name.value === node.name.value,
  );
  if (fragment?.kind !== Kind.FRAGMENT_DEFINITION) return [node];
  return [
    {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: fragment.typeCondition,
      directives: [],
      selectionSet: fragment.selectionSet,
    },
  ];
}

function withoutAlias({ alias: _alias, ...node }: FieldNode): FieldNode {
  return node;
}

/** Removes the fragments and variables that are no longer used. */
function withoutUnused(
  document: DocumentNode,
  variables: RandomOperation['variables'],
): RandomOperation {
  let current = document;
  for (let before = 0; before !== current.definitions.length;) {
    before = current.definitions.length;
    const spread = namesIn(current, Kind.FRAGMENT_SPREAD);
    current = {
      ...current,
      definitions: current.definitions.filter(
        (node) => node.kind !== Kind.FRAGMENT_DEFINITION || spread.has(node.name.value),
      ),
    };
  }
  const used = namesIn(
    {
      ...current,
      definitions: current.definitions.map((node) =>
        node.kind === Kind.OPERATION_DEFINITION ? { ...node, variableDefinitions: [] } : node,
      ),
    },
    Kind.VARIABLE,
  );
  const definitions = current.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? {
          ...node,
          variableDefinitions:
            node.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value)) ?? [],
        }
      : node,
  );
  return {
    query: print({ ...current, definitions }),
    variables: Object.fromEntries(Object.entries(variables).filter(([name]) => used.has(name))),
  };
}

function namesIn(
  document: DocumentNode,
  kind: Kind.FRAGMENT_SPREAD | Kind.VARIABLE,
): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    [kind]: (node: { readonly name: { readonly value: string } }) => {
      names.add(node.name.value);
    },
  });
  return names;
}
