import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  print,
  visit,
  type ArgumentNode,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import { isPrivateKey, privateKey } from './private-key.ts';
import { takesArguments } from './takes-arguments.ts';

/** One occurrence of a field in an operation, with fragments opened and conditions resolved. */
export type SelectedField = SelectedLeaf | SelectedObject;

/** A field without anything below. */
interface SelectedLeaf extends Occurrence {
  readonly on: null;
  readonly selections: null;
}

/** A field with a selection set of its own. */
interface SelectedObject extends Occurrence {
  /** The named type of its objects. */
  readonly on: GraphQLCompositeType;
  readonly selections: readonly Selected[];
}

interface Occurrence {
  readonly kind: 'field';
  /** The occurrence's number within its selection, from 0. */
  readonly index: number;
  /** The type it is selected on: what judges it. */
  readonly parent: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly coordinate: Coordinate;
  /** The client's key. */
  readonly responseKey: string;
  /** The key under which it is fetched. */
  readonly innerKey: string;
  readonly node: FieldNode;
  /** Response keys from the root to this field, `@` for each list index on the way. */
  readonly path: readonly string[];
}

/** Selections that hold only for some runtime types. */
export interface SelectedFragment {
  readonly kind: 'fragment';
  readonly on: GraphQLCompositeType;
  readonly selections: readonly Selected[];
}

/** `__typename`, which release answers from the object's checked runtime type. */
export interface SelectedTypename {
  readonly kind: 'typename';
  readonly responseKey: string;
}

/** `__schema` and `__type` at the root, answered from the client's schema. */
export interface SelectedIntrospection {
  readonly kind: 'introspection';
  readonly responseKey: string;
  readonly node: FieldNode;
}

/** One selection of a selection set. */
export type Selected = SelectedField | SelectedFragment | SelectedTypename | SelectedIntrospection;

/** An operation as it will be decided on: everything that doesn't depend on who asks. */
export interface Selection {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly root: GraphQLObjectType;
  readonly selections: readonly Selected[];
  /** All field occurrences; each one's place is its `index`. */
  readonly fields: readonly SelectedField[];
}

/** What an operation is made of, parsed and valid against `schema`. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly node: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * Opens fragments, resolves `@skip` and `@include` with the coerced variables and gives every field its
 * private key where the client could choose one: an alias, or arguments. The operation is valid against the
 * schema.
 *
 * Throws {@link SelectionError} where the client uses a key of our own, or where more fields are selected than
 * `maxFields`, counted as fragments open.
 */
export function select(
  operation: Operation,
  variables: Readonly<Record<string, unknown>>,
  maxFields: number,
): Selection {
  const { schema, node } = operation;
  const root = schema.getRootType(node.operation);
  if (!root) throw new TypeError(`no root type for ${node.operation}`);
  const fields: SelectedField[] = [];
  const keys = new Map<string, string>();
  const open = opener({ operation, variables, maxFields, fields, keys });
  const selections = open(node.selectionSet, root, []);
  return { schema, operation: node, root, selections, fields };
}

/**
 * A refused selection. `private-key`: a response key starts with our prefix, or a `__` alias hides another
 * field. `too-large`: there are too many fields.
 */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
  readonly reason: 'private-key' | 'too-large';

  constructor(reason: 'private-key' | 'too-large') {
    super(reason);
    this.reason = reason;
  }
}

interface Opening {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly maxFields: number;
  readonly fields: SelectedField[];
  readonly keys: Map<string, string>;
}

type Open = (
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  path: readonly string[],
) => Selected[];

function opener(opening: Opening): Open {
  const { schema, fragments } = opening.operation;

  const open: Open = (set, parent, path) => {
    const selected: Selected[] = [];
    for (const node of set.selections) {
      if (!isIncluded(node.directives ?? [], opening.variables)) continue;
      if (node.kind === Kind.FIELD) {
        selected.push(openField(opening, open, { node, parent, path }));
        continue;
      }
      const fragment =
        node.kind === Kind.INLINE_FRAGMENT ? node : required(fragments.get(node.name.value));
      const on = fragment.typeCondition
        ? required(schema.getType(fragment.typeCondition.name.value))
        : parent;
      if (!isCompositeType(on)) throw new TypeError('a type condition is not composite');
      const selections = open(fragment.selectionSet, on, path);
      if (on === parent) selected.push(...selections);
      else if (selections.length > 0) selected.push({ kind: 'fragment', on, selections });
    }
    return selected;
  };
  return open;
}

interface FieldPlace {
  readonly node: FieldNode;
  readonly parent: GraphQLCompositeType;
  readonly path: readonly string[];
}

function openField(opening: Opening, open: Open, { node, parent, path }: FieldPlace): Selected {
  const name = node.name.value;
  const responseKey = node.alias?.value ?? name;
  if (isPrivateKey(responseKey) || isReserved(node)) throw new SelectionError('private-key');
  if (name === '__typename') return { kind: 'typename', responseKey };
  if (name === '__schema' || name === '__type') return { kind: 'introspection', responseKey, node };
  const definition = required('getFields' in parent ? parent.getFields()[name] : undefined);
  const here = [...path, responseKey];
  const named = getNamedType(definition.type);
  const index = opening.fields.length;
  if (index >= opening.maxFields) throw new SelectionError('too-large');
  const field: SelectedLeaf = {
    kind: 'field',
    index,
    parent,
    definition,
    coordinate: memberCoordinate(parent.name, name),
    responseKey,
    innerKey: innerKey(opening.keys, node, takesArguments(definition)),
    node,
    path: here,
    on: null,
    selections: null,
  };
  opening.fields.push(field);
  if (!isCompositeType(named)) return field;
  const selections = open(required(node.selectionSet), named, [...here, ...lists(definition.type)]);
  const composite: SelectedObject = { ...field, on: named, selections };
  opening.fields[index] = composite;
  return composite;
}

/** Relay writes `__isNode: __typename`; no other alias may begin so, and `__proto__` is no key of an object. */
function isReserved({ alias, name }: FieldNode): boolean {
  if (!alias?.value.startsWith('__')) return false;
  return name.value !== '__typename' || alias.value === '__proto__';
}

/**
 * A key of our own wherever the client's choice of alias or arguments could make one field's value stand
 * where the graph expects another's. One key per (response key, field, arguments), so that two selections
 * share one exactly where the client's own keys merge.
 */
function innerKey(keys: Map<string, string>, node: FieldNode, isAsked: boolean): string {
  const name = node.name.value;
  const alias = node.alias?.value ?? name;
  if (alias === name && !isAsked) return name;
  const args = (node.arguments ?? []).map(argumentText).toSorted();
  const identity = JSON.stringify([alias, name, ...args]);
  const known = keys.get(identity);
  if (known !== undefined) return known;
  const key = privateKey(String(keys.size));
  keys.set(identity, key);
  return key;
}

/** In one form for all arguments that are equal: the order of an input object's fields doesn't count. */
function argumentText(node: ArgumentNode): string {
  return print(
    visit(node, {
      ObjectValue: {
        leave: ({ kind, fields }) => ({
          kind,
          fields: fields.toSorted((a, b) => (a.name.value < b.name.value ? -1 : 1)),
        }),
      },
    }),
  );
}

function lists(type: GraphQLOutputType): string[] {
  const nullable = getNullableType(type);
  return isListType(nullable) ? ['@', ...lists(nullable.ofType)] : [];
}

/** https://spec.graphql.org/October2021/#sec--skip */
function isIncluded(
  directives: readonly DirectiveNode[],
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return directives.every(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const condition = args?.find((arg) => arg.name.value === 'if')?.value;
    return isTrue(condition, variables) === (name.value === 'include');
  });
}

function isTrue(
  value: ValueNode | undefined,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value] === true;
  return value?.kind === Kind.BOOLEAN && value.value;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the operation was not validated');
  return value;
}
