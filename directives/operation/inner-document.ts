import {
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type NameNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Decisions } from './authorize.ts';
import { memberCoordinate } from '../coordinate.ts';
import { placeOf, type Fate } from './fates.ts';
import { grouped } from '../policy/hierarchy.ts';
import { fieldOfKey, identityOf, type DataPath } from './identity.ts';
import { ruleInputKey, rulesOf, type OwnRules } from './own-rules.ts';
import { phiCategories } from './phi-categories.ts';
import { applies, possibleTypes } from './runtime-types.ts';
import type { Selected, SelectedField, Selection } from './select.ts';

/** What the inner gateway is asked, and the client's variables that it needs, by their names inside. */
export interface InnerOperation {
  readonly document: DocumentNode;
  /** Inner variable name → the client's. */
  readonly variables: ReadonlyMap<string, string>;
}

/** What decides the inner document beside the selection. */
export interface Pruning {
  readonly fates: readonly Fate[];
  readonly decisions: Decisions;
  /** Whether whose record an object is decides nothing for this caller. */
  readonly unlimited: boolean;
  readonly ownRules: OwnRules;
}

/**
 * A new document with exactly the selections whose fate is `fetch`, and the hidden ones that release needs:
 * one `__typename` in every field's selection set, and identities where PHI is below or reach is limited.
 * It holds no fragment definitions, no directives, no operation name and no key of the client's choice.
 * Null where nothing is left to fetch.
 */
export function innerOperation(selection: Selection, pruning: Pruning): InnerOperation | null {
  const variables = new Map<string, string>();
  const build = builder(selection, pruning, variables);
  const root = build(selection.selections);
  if (root.fields.size === 0 && root.fragments.size === 0) return null;
  const selectionSet = print(root);
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

/** A selection set in the making: one field per key, one fragment per type condition. */
interface InnerSet {
  readonly fields: Map<string, InnerField>;
  readonly fragments: Map<string, InnerSet>;
}

interface InnerField {
  readonly name: string;
  readonly args: readonly ArgumentNode[];
  readonly set: InnerSet | null;
}

function emptySet(): InnerSet {
  return { fields: new Map(), fragments: new Map() };
}

function builder(
  { schema, root, fields }: Selection,
  { fates, decisions, unlimited, ownRules }: Pruning,
  variables: Map<string, string>,
): (selections: readonly Selected[]) => InnerSet {
  const denied = grouped(
    fields
      .filter((field) => field.selections !== null && fates[field.index] === 'denied')
      .map((field) => [placeOf(field), field] as const),
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
      } else if (selected.kind === 'field' && fates[selected.index] === 'fetch') {
        const named = getNamedType(selected.definition.type);
        const field = set.fields.get(selected.innerKey) ?? {
          name: selected.definition.name,
          args: (selected.node.arguments ?? []).map((arg) => renameVariables(arg, variables)),
          set: selected.selections ? emptySet() : null,
        };
        set.fields.set(selected.innerKey, field);
        if (!field.set || !selected.selections || !isCompositeType(named)) continue;
        // What is denied on an interface, and asked for by the type itself, is the type's to judge.
        const others = (denied.get(placeOf(selected)) ?? []).flatMap(asFragment);
        const below = [...selected.selections, ...others];
        fill(field.set, below, possibleTypes(schema, named));
        hide(field.set, named, below);
      }
    }
  };

  const hide = (
    set: InnerSet,
    named: GraphQLCompositeType,
    selections: readonly Selected[],
  ): void => {
    for (const type of possibleTypes(schema, named)) {
      const identity = identityOf(decisions.policy, named, type);
      const phi = holdsPhi(type, selections);
      const paths = [
        ...(identity.patient && (phi || !unlimited) ? [identity.patient] : []),
        ...(phi ? identity.record : []),
      ];
      const inputs = ruleInputs(type, selections);
      if (paths.length + inputs.length === 0) continue;
      const inside = isObjectType(named) ? set : (set.fragments.get(type.name) ?? emptySet());
      if (!isObjectType(named)) set.fragments.set(type.name, inside);
      for (const [key = '', ...rest] of paths)
        addField(inside, { key, field: fieldOfKey(type, key), rest });
      for (const [head = '', ...rest] of inputs)
        addField(inside, { key: ruleInputKey(type.name, head), field: head, rest });
    }
  };

  /** What rules read of an object of this type, of whose fields they decide. */
  const ruleInputs = (
    type: GraphQLObjectType,
    selections: readonly Selected[],
  ): readonly DataPath[] => {
    if (ownRules.size === 0) return [];
    return selections.flatMap((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) ? ruleInputs(type, selected.selections) : [];
      if (selected.kind !== 'field' || fates[selected.index] !== 'fetch') return [];
      const at = { type: type.name, field: selected.definition.name };
      return rulesOf(ownRules, at, 'object').flatMap(({ requires }) => requires);
    });
  };

  /** Whether an object of this type, or a keyless one below it, may show PHI. */
  const holdsPhi = (type: GraphQLObjectType, selections: readonly Selected[]): boolean =>
    selections.some((selected) => {
      if (selected.kind === 'fragment')
        return applies(schema, selected.on, type) && holdsPhi(type, selected.selections);
      if (selected.kind !== 'field' || fates[selected.index] !== 'fetch') return false;
      const { policy } = decisions;
      const own = memberCoordinate(type.name, selected.definition.name);
      if (phiCategories(policy, own, selected.definition.type).length > 0) return true;
      const named = getNamedType(selected.definition.type);
      const below = selected.selections;
      return (
        below !== null &&
        isCompositeType(named) &&
        possibleTypes(schema, named).some(
          (one) => !policy.keys.has(one.name) && holdsPhi(one, below),
        )
      );
    });

  return (selections) => {
    const set = emptySet();
    fill(set, selections, [root]);
    return set;
  };
}

function asFragment({ definition, selections }: SelectedField): Selected[] {
  const on = getNamedType(definition.type);
  return selections && isCompositeType(on) ? [{ kind: 'fragment', on, selections }] : [];
}

/** Adds a hidden field under a key, and those below it under their own names. */
function addField(
  set: InnerSet,
  { key, field, rest }: { readonly key: string; readonly field: string; readonly rest: DataPath },
): void {
  const [below, ...further] = rest;
  const hidden = set.fields.get(key) ?? {
    name: field,
    args: [],
    set: below === undefined ? null : emptySet(),
  };
  set.fields.set(key, hidden);
  if (hidden.set && below !== undefined)
    addField(hidden.set, { key: below, field: below, rest: further });
}

function print(set: InnerSet): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections: selectionsOf(set) };
}

function selectionsOf(set: InnerSet): SelectionNode[] {
  const fields = [...set.fields].map(([key, field]): FieldNode => ({
    kind: Kind.FIELD,
    ...(key === field.name ? {} : { alias: name(key) }),
    name: name(field.name),
    arguments: field.args,
    ...(field.set
      ? {
          selectionSet: {
            kind: Kind.SELECTION_SET,
            selections: [TYPENAME, ...selectionsOf(field.set)],
          },
        }
      : {}),
  }));
  const fragments = [...set.fragments].map(([on, inside]): SelectionNode => ({
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: name(on) },
    selectionSet: print(inside),
  }));
  return [...fields, ...fragments];
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: name('__typename') };

function name(value: string): NameNode {
  return { kind: Kind.NAME, value };
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
