import {
  getDirectiveValues,
  isAbstractType,
  getNamedType,
  getNullableType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  parse,
} from 'graphql';
import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLOutputType,
  GraphQLSchema,
  SelectionSetNode,
} from 'graphql';
import type { Question } from '../support/stack-gateway.ts';
import { ENTRIES, viewOf } from './who-sees-what.ts';
import type { Role, View } from './who-sees-what.ts';

/** A selection that is denied or suppressed for a role, regardless of the data. */
export interface SelectionDenial {
  /** Response keys, `@` for list indexes. */
  readonly path: string;
  readonly coordinate: string;
  readonly reason: 'role' | 'input' | 'suppressed';
}

/** A field as it is selected: on `parent`, for an object of `type`. */
export interface SelectedField {
  readonly parent: string;
  readonly type: string;
  readonly field: string;
}

/** The view of a field; on an interface it is none where it is none on any implementer. */
export function fieldView(
  schema: GraphQLSchema,
  role: Role,
  { parent, type, field }: SelectedField,
): View {
  const declared = schema.getType(parent);
  const types = isInterfaceType(declared)
    ? schema.getPossibleTypes(declared).map(({ name }) => name)
    : [type];
  return types.some((name) => viewOf(role, name, field) === '-') ? '-' : viewOf(role, type, field);
}

/**
 * Whether a role sees any type of object that a field returns. If not, the reason of a denial is the role, not an
 * input.
 */
function seesAny(schema: GraphQLSchema, role: Role, of: GraphQLOutputType): boolean {
  const type = getNamedType(of);
  const types = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return types.some(({ name }) => viewOf(role, name, '*') !== '-');
}

/** The selections that are denied or suppressed for a role, without the selections below them. */
export function selectionDenials(
  schema: GraphQLSchema,
  { query, variables = {} }: Question,
  role: Role,
): readonly SelectionDenial[] {
  const document = parse(query);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const found: SelectionDenial[] = [];

  const walk = (set: SelectionSetNode, on: GraphQLCompositeType, path: string): void => {
    for (const node of set.selections) {
      if (getDirectiveValues(GraphQLSkipDirective, node, variables)?.['if'] === true) continue;
      if (getDirectiveValues(GraphQLIncludeDirective, node, variables)?.['if'] === false) continue;
      if (node.kind === Kind.FIELD) {
        visitField(node, on, path);
        continue;
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
      const condition = fragment?.typeCondition?.name.value;
      const type = condition === undefined ? on : schema.getType(condition);
      if (fragment && isCompositeType(type)) walk(fragment.selectionSet, type, path);
    }
  };
  const visitField = (node: FieldNode, on: GraphQLCompositeType, above: string): void => {
    const field = node.name.value;
    const definition = isObjectType(on) || isInterfaceType(on) ? on.getFields()[field] : undefined;
    if (!definition) return;
    const key = node.alias?.value ?? field;
    const path = above === '' ? key : `${above}.${key}`;
    const coordinate = `${on.name}.${field}`;
    const type = isInterfaceType(on) ? (schema.getPossibleTypes(on)[0]?.name ?? '') : on.name;
    const view = fieldView(schema, role, { parent: on.name, type, field });
    if (view === '-' || view === 'SUPPRESS') {
      const isByInput = ENTRIES.get(coordinate)?.isByInput === true;
      const refused = isByInput && seesAny(schema, role, definition.type) ? 'input' : 'role';
      found.push({ path, coordinate, reason: view === '-' ? refused : 'suppressed' });
      return;
    }
    const named = getNamedType(definition.type);
    if (!node.selectionSet || !isCompositeType(named)) return;
    const isList = isListType(getNullableType(definition.type));
    walk(node.selectionSet, named, isList ? `${path}.@` : path);
  };

  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const root = schema.getRootType(node.operation);
    if (root) walk(node.selectionSet, root, '');
  }
  return found;
}
