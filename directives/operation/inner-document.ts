import {
  assertCompositeType,
  getNamedType,
  isNonNullType,
  isObjectType,
  Kind,
  parseType,
  print,
  valueFromAST,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type ValueNode,
  type VariableDefinitionNode,
  type VariableNode,
} from 'graphql';
import { memberCoordinate } from '../coordinate.ts';
import { maximumView } from './authorize.ts';
import { isFetched } from './field-disposition.ts';
import { createHiddenSelections, type PruneDecisions } from './hidden-selections.ts';
import { InputError } from './inputs.ts';
import { emptySet, nameNode, selectionSetOf, type InnerSet } from './inner-set.ts';
import { applies, haveOwnPatients, isEntity, possibleTypes } from './runtime-types.ts';
import { phiCategories } from './phi-categories.ts';
import { SelectionError } from './select.ts';
import type { Selected, SelectedField, SelectedObject, Selection } from './selection.ts';
import { createSelectionsBelow } from './selections-below.ts';

/** The operation that is planned and sent to subgraphs, and the values of its variables. */
export interface InnerOperation {
  readonly document: DocumentNode;
  readonly variables: InnerVariables;
}

/**
 * Name of a variable of the inner document → its value for the client's coerced variables; undefined where it has none.
 * Throws {@link InputError} where they do not fit.
 */
export type InnerVariables = ReadonlyMap<
  string,
  (variables: Readonly<Record<string, unknown>>) => unknown
>;

/**
 * Builds the inner operation, which replaces the client's. If the caller may not see `ssn`,
 * `{ patient { name ssn } }` becomes `{ patient { __typename name id } }`, with `id` for the ledger record.
 *
 * Its document has exactly the selections whose disposition is `fetch`, one `__typename` in every field's selection
 * set, and the hidden selections, which release needs. It contains no fragment definitions, directives, operation name,
 * literals or response keys chosen by the client. Null if nothing is left to fetch.
 *
 * @throws SelectionError `too-large` where fields that only some types of an interface show are nested so deep that they are
 * copied for more than {@link MAX_COPIES} types. Their number grows exponentially with the depth.
 */
export function innerOperation(
  selection: Selection,
  pruning: PruneDecisions,
): InnerOperation | null {
  const inputs = createInputs(selection);
  const root = createBuilder(selection, pruning, inputs)(selection.selections);
  if (root.fields.size === 0 && root.fragments.size === 0) return null;
  const selectionSet = selectionSetOf(root);
  return {
    document: {
      kind: Kind.DOCUMENT,
      definitions: [
        {
          kind: Kind.OPERATION_DEFINITION,
          operation: selection.operation.operation,
          variableDefinitions: inputs.definitions(),
          selectionSet,
        },
      ],
    },
    variables: inputs.variables,
  };
}

/** Creates the function that builds the root's inner selection set. */
function createBuilder(
  selection: Selection,
  pruning: PruneDecisions,
  inputs: Inputs,
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

  /**
   * Adds to `set` those of the selections that are fetched and that apply to one of these types. With `isPhiAbove`, a field
   * above is PHI, and the objects may only group the records that it returns.
   */
  const addSelections = (
    set: InnerSet,
    selections: readonly Selected[],
    {
      types,
      isPhiAbove,
    }: { readonly types: readonly GraphQLObjectType[]; readonly isPhiAbove: boolean },
  ): void => {
    for (const selected of selections) {
      if (selected.kind === 'fragment') {
        const fitting = types.filter((type) => applies(schema, selected.on, type));
        const inside = set.fragments.get(selected.on.name) ?? emptySet();
        addSelections(inside, selected.selections, { types: fitting, isPhiAbove });
        if (inside.fields.size + inside.fragments.size > 0)
          set.fragments.set(selected.on.name, inside);
      } else if (isFetched(selected, dispositions) && types.length > 0) {
        const seen = seenTypes(selected, types);
        if (seen.length === types.length) addField(set, selected, { type: null, isPhiAbove });
        else
          for (const type of seen) {
            copies += 1;
            if (copies > MAX_COPIES) throw new SelectionError('too-large');
            addField(fragmentOn(set, type), selected, { type, isPhiAbove });
          }
      }
    }
  };

  /** Adds a field and what is selected below it; `type` is the only type that it is added for, null for several. */
  const addField = (
    set: InnerSet,
    selected: SelectedField,
    { type, isPhiAbove }: { readonly type: GraphQLObjectType | null; readonly isPhiAbove: boolean },
  ): void => {
    const { innerKey } = selected;
    const inside = set.fields.get(innerKey)?.set ?? emptySet();
    set.fields.set(innerKey, {
      name: selected.definition.name,
      args: inputs.argumentsOf(selected),
      set: selected.on === null ? null : inside,
    });
    if (selected.on === null) return;
    const on = type === null ? selected.on : onType(selected.definition, type);
    const below = selectionsBelow(selected);
    const { policy } = decisions;
    const types = possibleTypes(schema, on);
    const isPhi =
      isPhiAbove || phiCategories(policy, selected.coordinate, selected.definition.type).length > 0;
    const mayGroup = types.some((one) => !isEntity(policy, one) && !policy.patients.has(one.name));
    addSelections(inside, below, { types, isPhiAbove: isPhi && mayGroup });
    addHidden(inside, { on, selections: below, isPhiAbove: isPhi });
  };

  return (selections) => {
    const set = emptySet();
    addSelections(set, selections, { types: [root], isPhiAbove: false });
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

/** The variables of an inner document, collected while its fields are added. */
interface Inputs {
  readonly variables: InnerVariables;
  readonly definitions: () => readonly VariableDefinitionNode[];
  /** The arguments of a field, each of which is a variable. */
  readonly argumentsOf: (field: SelectedField) => readonly ArgumentNode[];
}

/**
 * Creates the variables of an inner document. An argument that is not a variable becomes one, so that operations that differ
 * only in literals share a plan, and because Apollo's planner takes exponential time for nested literals. A subgraph gets
 * what authorization reads: coerced values, with the defaults of input fields.
 */
function createInputs({ operation }: Selection): Inputs {
  const variables = new Map<string, (variables: Readonly<Record<string, unknown>>) => unknown>();
  const types = new Map<string, string>();
  const literals = new Map<string, string>();
  const ofClient = new Map(
    (operation.variableDefinitions ?? []).map((definition) => [
      definition.variable.name.value,
      { type: print(definition.type), hasDefault: definition.defaultValue !== undefined },
    ]),
  );

  /** Prefixes the client's variable, because Apollo's planner uses a variable name of its own. */
  const passOn = (client: string, { type, defaultValue }: GraphQLArgument): string => {
    const name = `v_${client}`;
    const declared = ofClient.get(client);
    if (!declared) throw new TypeError('the operation was not validated');
    // Only its default makes a nullable variable valid here. The default itself is a literal, and part of the coerced value.
    const isRequired = isNonNullType(type) && defaultValue === undefined;
    const isPromoted = isRequired && declared.hasDefault && !declared.type.endsWith('!');
    if (isPromoted) types.set(name, `${declared.type}!`);
    else if (!types.has(name)) types.set(name, declared.type);
    const mustBeSet = types.get(name) !== declared.type;
    variables.set(name, (values) => {
      const value = Object.hasOwn(values, client) ? values[client] : undefined;
      if (mustBeSet && value === null) throw new InputError('null for a non-null argument');
      return value;
    });
    return name;
  };

  /** Declares a variable for an argument. One per call of a field, as fields with one response key are merged. */
  const replace = (value: ValueNode, { name, type }: GraphQLArgument, innerKey: string): string => {
    const place = JSON.stringify([innerKey, name, String(type)]);
    const known = literals.get(place);
    if (known !== undefined) return known;
    const variable = `argument${literals.size}`;
    literals.set(place, variable);
    types.set(variable, String(type));
    const read = (values: Readonly<Record<string, unknown>>): unknown => {
      const coerced: unknown = valueFromAST(value, type, values);
      if (coerced === undefined) throw new InputError('the variables do not fit the argument');
      return coerced;
    };
    const constant = hasVariable(value) ? null : { value: read({}) };
    variables.set(variable, constant ? () => constant.value : read);
    return variable;
  };

  return {
    variables,
    definitions: () =>
      [...types].map(([name, type]) => ({
        kind: Kind.VARIABLE_DEFINITION,
        variable: variableNode(name),
        type: parseType(type, { noLocation: true }),
      })),
    argumentsOf: ({ definition, node, innerKey }) =>
      (node.arguments ?? []).map(({ name, value }) => {
        const argument = definition.args.find((one) => one.name === name.value);
        if (!argument) throw new TypeError('the operation was not validated');
        const variable =
          value.kind === Kind.VARIABLE
            ? passOn(value.name.value, argument)
            : replace(value, argument, innerKey);
        return {
          kind: Kind.ARGUMENT,
          name: nameNode(name.value),
          value: variableNode(variable),
        };
      }),
  };
}

function variableNode(name: string): VariableNode {
  return { kind: Kind.VARIABLE, name: nameNode(name) };
}

function hasVariable(value: ValueNode): boolean {
  let isFound = false;
  visit(value, { Variable: () => void (isFound = true) });
  return isFound;
}
