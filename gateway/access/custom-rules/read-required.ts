import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { DataPath } from '../../../directives/operation/identity.ts';

/** The leaf fields that a rule requires, or every problem with them. */
export type Required =
  | { readonly ok: true; readonly paths: readonly DataPath[] }
  | { readonly ok: false; readonly problems: readonly string[] };

type Fields = GraphQLObjectType | GraphQLInterfaceType;

/**
 * Reads the fields that a rule requires of its object: selection sets (`{ ownerId patient { id } }`) or graphql-shield
 * fragments (`fragment F on Patient { ownerId }`). Only plain fields without aliases and arguments: the gateway fetches
 * them under private response keys. The object of a root field has no fields, also of a root that implements an interface.
 */
export function readRequired(
  texts: readonly string[],
  { type, schema }: { readonly type: Fields; readonly schema: GraphQLSchema },
): Required {
  const problems: string[] = [];
  const paths = texts.flatMap((text) => {
    const set = readSelectionSet(text);
    if (set === null) {
      problems.push('a text that is not a selection set. Write "{ ownerId }"');
      return [];
    }
    return pathsOf(set, type, problems);
  });
  const roots = [schema.getQueryType(), schema.getMutationType()];
  const ruled = isInterfaceType(type) ? schema.getPossibleTypes(type) : [type];
  if (texts.length > 0 && ruled.some((each) => roots.includes(each)))
    problems.push('fields of a root type, whose object has none. Use its arguments instead');
  return problems.length > 0 ? { ok: false, problems } : { ok: true, paths };
}

function readSelectionSet(text: string): SelectionSetNode | null {
  try {
    const [definition, ...others] = parse(text, { noLocation: true }).definitions;
    const isSet =
      definition?.kind === Kind.FRAGMENT_DEFINITION ||
      definition?.kind === Kind.OPERATION_DEFINITION;
    return isSet && others.length === 0 ? definition.selectionSet : null;
  } catch (error) {
    if (error instanceof GraphQLError) return null;
    throw error;
  }
}

function pathsOf(set: SelectionSetNode, type: Fields, problems: string[]): DataPath[] {
  return set.selections.flatMap((node): DataPath[] => {
    if (node.kind !== Kind.FIELD) {
      problems.push('a fragment. Name fields only');
      return [];
    }
    const { value: name } = node.name;
    const field = type.getFields()[name];
    if (!field || isModified(node) || field.args.length > 0) {
      problems.push(
        field
          ? `${type.name}.${name} with an alias, arguments or directives, which is refused`
          : `${type.name}.${name}, which is not in this graph`,
      );
      return [];
    }
    const held = getNamedType(field.type);
    if (!isCompositeType(held) && !node.selectionSet) return [[name]];
    if ((isObjectType(held) || isInterfaceType(held)) && node.selectionSet)
      return pathsOf(node.selectionSet, held, problems).map((path) => [name, ...path]);
    problems.push(`${type.name}.${name} without the fields below it, or below a union`);
    return [];
  });
}

function isModified(node: FieldNode): boolean {
  return Boolean(node.alias) || [node.arguments, node.directives].some((all) => all?.length);
}
