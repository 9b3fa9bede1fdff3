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
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { memberCoordinate } from '../coordinate.ts';
import { isPrivateKey, privateKey } from './private-key.ts';
import type {
  Selected,
  SelectedField,
  SelectedLeaf,
  SelectedObject,
  Selection,
} from './selection.ts';
import { takesArguments } from './takes-arguments.ts';

/** A parsed operation that is valid against `schema`. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly node: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/**
 * Expands fragments, resolves `@skip` and `@include` with the coerced variables, and gives a private key to every
 * field that has an alias or takes arguments, passed or not. In `{ patient(id: 1) { x: ssn } }`, `patient` gets the key
 * `_phi_0` and `ssn` the key `_phi_1`; the gateway requests them under these keys and releases them under the client's,
 * `patient` and `x`.
 *
 * Throws {@link SelectionError} if a response key has the private prefix, or if more than `maxFields` fields are
 * selected after expansion.
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
  const expand = createExpand({ operation, variables, maxFields, fields, keys });
  const selections = expand(node.selectionSet, root, []);
  return { schema, operation: node, root, selections, fields };
}

/**
 * A refused selection. `private-key`: a response key has the private prefix, or an alias starts with `__`.
 * `too-large`: too many fields are selected.
 */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
  readonly reason: 'private-key' | 'too-large';

  constructor(reason: 'private-key' | 'too-large') {
    super(reason);
    this.reason = reason;
  }
}

/** The input of one call of {@link select}, and what it has collected so far. */
interface Expansion {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly maxFields: number;
  /** All fields so far, by index. */
  readonly fields: SelectedField[];
  /** Response key, field and arguments as one text → private key. */
  readonly keys: Map<string, string>;
}

/** Expands a selection set on a type, below the field at a path. */
type Expand = (
  set: SelectionSetNode,
  parent: GraphQLCompositeType,
  path: readonly string[],
) => Selected[];

function createExpand(expansion: Expansion): Expand {
  const { schema, fragments } = expansion.operation;

  const expand: Expand = (set, parent, path) => {
    const selected: Selected[] = [];
    for (const node of set.selections) {
      if (!isIncluded(node.directives ?? [], expansion.variables)) continue;
      if (node.kind === Kind.FIELD) {
        selected.push(expandField(expansion, expand, { node, parent, path }));
        continue;
      }
      const fragment =
        node.kind === Kind.INLINE_FRAGMENT ? node : required(fragments.get(node.name.value));
      const on = fragment.typeCondition
        ? required(schema.getType(fragment.typeCondition.name.value))
        : parent;
      if (!isCompositeType(on)) throw new TypeError('a type condition is not composite');
      const selections = expand(fragment.selectionSet, on, path);
      if (on === parent) selected.push(...selections);
      else if (selections.length > 0) selected.push({ kind: 'fragment', on, selections });
    }
    return selected;
  };
  return expand;
}

/** A field node, the type that it is selected on, and the path of the object field above. */
interface FieldInContext {
  readonly node: FieldNode;
  readonly parent: GraphQLCompositeType;
  readonly path: readonly string[];
}

function expandField(
  expansion: Expansion,
  expand: Expand,
  { node, parent, path }: FieldInContext,
): Selected {
  const name = node.name.value;
  const responseKey = node.alias?.value ?? name;
  if (isPrivateKey(responseKey) || isReserved(node)) throw new SelectionError('private-key');
  if (name === '__typename') return { kind: 'typename', responseKey };
  if (name === '__schema' || name === '__type') return { kind: 'introspection', responseKey, node };
  const definition = required('getFields' in parent ? parent.getFields()[name] : undefined);
  const fieldPath = [...path, responseKey];
  const named = getNamedType(definition.type);
  const index = expansion.fields.length;
  if (index >= expansion.maxFields) throw new SelectionError('too-large');
  const field: SelectedLeaf = {
    kind: 'field',
    index,
    parent,
    definition,
    coordinate: memberCoordinate(parent.name, name),
    responseKey,
    innerKey: innerKey(expansion.keys, node, definition),
    node,
    path: fieldPath,
    on: null,
    selections: null,
  };
  // Takes the index before the fields below take theirs. A composite field replaces this entry when its selections are
  // known.
  expansion.fields.push(field);
  if (!isCompositeType(named)) return field;
  const selections = expand(required(node.selectionSet), named, [
    ...fieldPath,
    ...listMarkers(definition.type),
  ]);
  const object: SelectedObject = { ...field, on: named, selections };
  expansion.fields[index] = object;
  return object;
}

/** Whether an alias starts with `__`, as only introspection may. Relay's `__isNode: __typename` is allowed; `__proto__` is not. */
function isReserved({ alias, name }: FieldNode): boolean {
  if (!alias?.value.startsWith('__')) return false;
  return name.value !== '__typename' || alias.value === '__proto__';
}

/**
 * The key that a field is fetched under: its name, or a private key if it has an alias or takes arguments. Federation
 * reads fields such as those of `@requires(fields: "ssn")` by their name from the same objects. Without private keys,
 * `ssn: name` would put another value in that place, and so would a call of `ssn` with other arguments. There is one
 * private key per response key, field and arguments: selections share it exactly if the client's response keys merge.
 */
function innerKey(
  keys: Expansion['keys'],
  node: FieldNode,
  definition: SelectedField['definition'],
): string {
  const name = node.name.value;
  const responseKey = node.alias?.value ?? name;
  if (responseKey === name && !takesArguments(definition)) return name;
  const args = (node.arguments ?? []).map(argumentText).toSorted();
  const call = JSON.stringify([responseKey, name, ...args]);
  const existing = keys.get(call);
  if (existing !== undefined) return existing;
  const key = privateKey(String(keys.size));
  keys.set(call, key);
  return key;
}

/** An argument's text. Equal arguments have equal texts, whatever the order of an input object's fields. */
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

/** The path segments between a field and its objects: `@` for each level of lists, so `['@']` for `[Patient!]!`. */
function listMarkers(type: GraphQLOutputType): string[] {
  const nullable = getNullableType(type);
  return isListType(nullable) ? ['@', ...listMarkers(nullable.ofType)] : [];
}

/** Whether `@skip` and `@include` keep a selection. https://spec.graphql.org/October2021/#sec--skip */
function isIncluded(
  directives: readonly DirectiveNode[],
  variables: Readonly<Record<string, unknown>>,
): boolean {
  return directives.every(({ name, arguments: args }) => {
    if (name.value !== 'skip' && name.value !== 'include') return true;
    const condition = args?.find((arg) => arg.name.value === 'if')?.value;
    const shouldBeTrue = name.value === 'include';
    return isTrue(condition, variables) === shouldBeTrue;
  });
}

function isTrue(
  value: ValueNode | undefined,
  variables: Readonly<Record<string, unknown>>,
): boolean {
  if (value?.kind === Kind.VARIABLE) return variables[value.name.value] === true;
  return value?.kind === Kind.BOOLEAN && value.value;
}

/** What a valid operation always has. */
function required<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('the operation was not validated');
  return value;
}
