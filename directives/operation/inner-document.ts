import {
  assertCompositeType,
  getNamedType,
  isObjectType,
  Kind,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
} from 'graphql';
import { memberCoordinate } from '../coordinate.ts';
import { maximumView } from './authorize.ts';
import { isFetched } from './field-disposition.ts';
import { createHiddenSelections, type PruneDecisions } from './hidden-selections.ts';
import { emptySet, nameNode, selectionSetOf, type InnerSet } from './inner-set.ts';
import { applies, haveOwnPatients, possibleTypes } from './runtime-types.ts';
import { SelectionError } from './select.ts';
import type { Selected, SelectedField, SelectedObject, Selection } from './selection.ts';
import { createSelectionsBelow } from './selections-below.ts';

/** The operation that is planned and sent to subgraphs, and the client's variables that it uses. */
export interface InnerOperation {
  readonly document: DocumentNode;
  /** Inner variable name → the client's variable name. */
  readonly variables: ReadonlyMap<string, string>;
}

/**
 * Builds the inner operation, which replaces the client's. If the caller may not see `ssn`,
 * `{ patient { name ssn } }` becomes `{ patient { __typename name id } }`, with `id` for the ledger record.
 *
 * Its document has exactly the selections whose disposition is `fetch`, one `__typename` in every field's selection
 * set, and the hidden selections, which release needs. It contains no fragment definitions, directives, operation name
 * or response keys chosen by the client. Null if nothing is left to fetch.
 *
 * @throws SelectionError `too-large` where fields that only some types of an interface show are nested so deep that they are
 * copied for more than {@link MAX_COPIES} types. Their number grows exponentially with the depth.
 */
export function innerOperation(
  selection: Selection,
  pruning: PruneDecisions,
): InnerOperation | null {
  const variables = new Map<string, string>();
  const build = createBuilder(selection, pruning, variables);
  const root = build(selection.selections);
  if (root.fields.size === 0 && root.fragments.size === 0) return null;
  const selectionSet = selectionSetOf(root);
  const variableDefinitions = (selection.operation.variableDefinitions ?? [])
    .filter((definition) => variables.has(innerName(definition.variable.name.value)))
    .map((definition) => ({
      kind: Kind.VARIABLE_DEFINITION as const,
      variable: {
        kind: Kind.VARIABLE as const,
        name: nameNode(innerName(definition.variable.name.value)),
      },
      type: definition.type,
      // A default makes a nullable variable valid for a non-null argument. The value itself is always sent.
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

/** Creates the function that builds the root's inner selection set. It adds the variables in use to `variables`. */
function createBuilder(
  selection: Selection,
  pruning: PruneDecisions,
  variables: Map<string, string>,
): (selections: readonly Selected[]) => InnerSet {
  const { schema, root } = selection;
  const { dispositions, decisions } = pruning;
  const addHidden = createHiddenSelections(selection, pruning);
  const selectionsBelow = createSelectionsBelow(selection, dispositions);
  let copies = 0;

  /**
   * Those of these types on which the caller may see a field. In `... on Cat { ... on Pet { owner } }` only cats are asked
   * for their owner, and an interface's field can be denied on a type whose own field has no mark.
   */
  const seenTypes = (
    { parent, definition: { name, type: returned } }: SelectedField,
    types: readonly GraphQLObjectType[],
  ): readonly GraphQLObjectType[] => {
    if (isObjectType(parent)) return types;
    const hasOwnPatients = haveOwnPatients(schema, decisions.policy, returned);
    return types.filter((type) => {
      const viewed = { coordinate: memberCoordinate(type.name, name), hasOwnPatients };
      return maximumView(decisions, viewed) !== 'none';
    });
  };

  /** Adds to `set` those of the selections that are fetched and that apply to one of these types. */
  const addSelections = (
    set: InnerSet,
    selections: readonly Selected[],
    types: readonly GraphQLObjectType[],
  ): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        const fitting = types.filter((type) => applies(schema, selected.on, type));
        const inside = set.fragments.get(selected.on.name) ?? emptySet();
        addSelections(inside, selected.selections, fitting);
        if (inside.fields.size + inside.fragments.size > 0)
          set.fragments.set(selected.on.name, inside);
      } else if (isFetched(selected, dispositions) && types.length > 0) {
        const seen = seenTypes(selected, types);
        if (seen.length === types.length) addField(set, selected, null);
        else
          for (const type of seen) {
            copies += 1;
            if (copies > MAX_COPIES) throw new SelectionError('too-large');
            addField(fragmentOn(set, type), selected, type);
          }
      }
    }
  };

  /** Adds a field and what is selected below it; `type` is the only type that it is added for, null for several. */
  const addField = (
    set: InnerSet,
    selected: SelectedField,
    type: GraphQLObjectType | null,
  ): void => {
    const { innerKey } = selected;
    const inside = set.fields.get(innerKey)?.set ?? emptySet();
    set.fields.set(innerKey, {
      name: selected.definition.name,
      args: (selected.node.arguments ?? []).map((arg) => renameVariables(arg, variables)),
      set: selected.on === null ? null : inside,
    });
    if (selected.on === null) return;
    const on = type === null ? selected.on : onType(selected.definition, type);
    const below = selectionsBelow(selected);
    addSelections(inside, below, possibleTypes(schema, on));
    addHidden(inside, on, below);
  };

  return (selections) => {
    const set = emptySet();
    addSelections(set, selections, [root]);
    return set;
  };
}

/** More than an interface with some types and fields needs, nested three times. */
const MAX_COPIES = 5_000;

/** The named type of a field on an object type, which can be narrower than the interface's. */
function onType(
  { name }: SelectedObject['definition'],
  type: GraphQLObjectType,
): GraphQLCompositeType {
  return assertCompositeType(getNamedType(type.getFields()[name]?.type));
}

function fragmentOn(set: InnerSet, { name }: GraphQLObjectType): InnerSet {
  const inside = set.fragments.get(name) ?? emptySet();
  set.fragments.set(name, inside);
  return inside;
}

/** Prefixes the client's variables, because Apollo's executor uses a variable name of its own. */
function innerName(variable: string): string {
  return `v_${variable}`;
}

/** Renames the variables in an argument, and adds them to `variables`. */
function renameVariables(argument: ArgumentNode, variables: Map<string, string>): ArgumentNode {
  return visit(argument, {
    Variable: (node) => {
      variables.set(innerName(node.name.value), node.name.value);
      return { ...node, name: nameNode(innerName(node.name.value)) };
    },
  });
}
