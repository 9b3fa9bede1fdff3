import { Kind, visit, type ArgumentNode, type DocumentNode, type GraphQLObjectType } from 'graphql';
import { isFetched, placeOf } from './field-disposition.ts';
import { groupByName } from '../policy/type-hierarchy.ts';
import { createHiddenSelections, type Pruning } from './hidden-selections.ts';
import { emptySet, name, printSet, type InnerSet } from './inner-set.ts';
import { applies, possibleTypes } from './runtime-types.ts';
import type { Selected, Selection } from './select.ts';

/** What the inner gateway is asked, and the client's variables that it needs, by their names inside. */
export interface InnerOperation {
  readonly document: DocumentNode;
  /** Inner variable name → the client's. */
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * A new document with exactly the selections whose disposition is `fetch`, and the hidden ones that release needs:
 * one `__typename` in every field's selection set, and identities where PHI is below or reach is limited.
 * It holds no fragment definitions, no directives, no operation name and no key of the client's choice.
 * Null where nothing is left to fetch.
 */
export function innerOperation(selection: Selection, pruning: Pruning): InnerOperation | null {
  const variables = new Map<string, string>();
  const build = builder(selection, pruning, variables);
  const root = build(selection.selections);
  if (root.fields.size === 0 && root.fragments.size === 0) return null;
  const selectionSet = printSet(root);
  const variableDefinitions = (selection.operation.variableDefinitions ?? [])
    .filter((definition) => variables.has(inner(definition.variable.name.value)))
    .map((definition) => ({
      kind: Kind.VARIABLE_DEFINITION as const,
      variable: {
        kind: Kind.VARIABLE as const,
        name: name(inner(definition.variable.name.value)),
      },
      type: definition.type,
      // A default lets a nullable variable stand where null may not; its value is always sent.
      ...(definition.defaultValue ? { defaultValue: definition.defaultValue } : {}),
    }));
  return {
    document: {
      kind: Kind.DOCUMENT,
      definitions: [
        {
          kind: Kind.OPERATION_DEFINITION,
          operation: selection.operation.operation,
          variableDefinitions,
          selectionSet,
        },
      ],
    },
    variables,
  };
}

function builder(
  selection: Selection,
  pruning: Pruning,
  variables: Map<string, string>,
): (selections: readonly Selected[]) => InnerSet {
  const { schema, root, fields } = selection;
  const { dispositions } = pruning;
  const hide = createHiddenSelections(selection, pruning);
  const denied = groupByName(
    fields
      .filter((field) => dispositions[field.index] === 'denied')
      .flatMap((field) =>
        field.selections === null
          ? []
          : [
              [
                placeOf(field),
                { kind: 'fragment', on: field.on, selections: field.selections },
              ] as const,
            ],
      ),
  );

  /** For objects of these types: what is asked of others alone could only stand in the way. */
  const fill = (
    set: InnerSet,
    selections: readonly Selected[],
    types: readonly GraphQLObjectType[],
  ): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        const fitting = types.filter((type) => applies(schema, selected.on, type));
        if (fitting.length === 0) continue;
        const inside = set.fragments.get(selected.on.name) ?? emptySet();
        fill(inside, selected.selections, fitting);
        if (inside.fields.size + inside.fragments.size > 0)
          set.fragments.set(selected.on.name, inside);
      } else if (isFetched(selected, dispositions)) {
        const { innerKey, on, selections: own } = selected;
        const inside = set.fields.get(innerKey)?.set ?? emptySet();
        set.fields.set(innerKey, {
          name: selected.definition.name,
          args: (selected.node.arguments ?? []).map((arg) => renameVariables(arg, variables)),
          set: own && inside,
        });
        if (own === null) continue;
        // What is denied on an interface, and asked for by the type itself, is the type's to judge.
        const below = [...own, ...(denied.get(placeOf(selected)) ?? [])];
        fill(inside, below, possibleTypes(schema, on));
        hide(inside, on, below);
      }
    }
  };

  return (selections) => {
    const set = emptySet();
    fill(set, selections, [root]);
    return set;
  };
}

/** Apollo's executor keeps a variable name of its own, so the client's all move out of its way. */
function inner(variable: string): string {
  return `v_${variable}`;
}

function renameVariables(argument: ArgumentNode, variables: Map<string, string>): ArgumentNode {
  return visit(argument, {
    Variable: (node) => {
      variables.set(inner(node.name.value), node.name.value);
      return { ...node, name: name(inner(node.name.value)) };
    },
  });
}
