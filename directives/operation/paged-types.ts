import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { typeCoordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import { isEntity, possibleTypes } from './runtime-types.ts';

/**
 * Returns the PHI types of the objects that a page, such as a connection, holds in lists. Empty for a type that is not a page:
 * it lists no PHI type, or several, as a type that only groups fields does.
 */
export type PagedTypes = (page: GraphQLObjectType, isInList: boolean) => readonly string[];

/** Creates the search for pages. A type of a resource (`listed`), an entity or the query type is never a page. */
export function createPagedTypes(
  schema: GraphQLSchema,
  policy: Policy,
  listed: ReadonlySet<string>,
): PagedTypes {
  const holdsPages = ({ name }: GraphQLObjectType) =>
    !listed.has(name) && !isEntity(policy, { name }) && name !== schema.getQueryType()?.name;
  const isPhi = ({ name }: GraphQLObjectType) =>
    policy.requirements.get(typeCoordinate(name))?.phi === true;

  /** Adds the types that objects of a type hold in lists, through types of no resource such as edges. */
  const addListed = (
    type: GraphQLObjectType,
    isInList: boolean,
    visited: { readonly seen: Set<string>; readonly found: Set<GraphQLCompositeType> },
  ): void => {
    const key = `${type.name} ${isInList}`;
    if (!holdsPages(type) || visited.seen.has(key)) return;
    visited.seen.add(key);
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      if (!isCompositeType(named)) continue;
      const isList = isInList || hasList(field.type);
      const types = possibleTypes(schema, named);
      if (isList && types.some(isPhi)) visited.found.add(named);
      else for (const inner of types) addListed(inner, isList, visited);
    }
  };
  return (page, isInList) => {
    const found = new Set<GraphQLCompositeType>();
    addListed(page, isInList, { seen: new Set(), found });
    const [only] = found;
    return only === undefined || found.size > 1
      ? []
      : possibleTypes(schema, only).map(({ name }) => name);
  };
}

/** Whether a value is a list. */
export function hasList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
