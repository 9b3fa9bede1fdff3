import {
  getNamedType,
  isAbstractType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import {
  argumentCoordinate,
  directiveCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';

/**
 * The types that remain reachable without the hidden coordinates: those whose values query and mutation fields return,
 * directly or not, their interfaces, and the types of arguments and input fields. An object type that only implements
 * such an interface is not reachable, because no field returns its objects.
 */
export function reachableTypes(
  schema: GraphQLSchema,
  hidden: ReadonlySet<Coordinate>,
): ReadonlySet<GraphQLNamedType> {
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((root) => root ?? []);
  const returned = closure(roots, hidden, (type) => [
    ...fieldsOf(type, hidden).map((field) => getNamedType(field.type)),
    ...(isAbstractType(type) ? schema.getPossibleTypes(type) : []),
  ]);
  const named = schema
    .getDirectives()
    .filter(({ name }) => !hidden.has(directiveCoordinate(name)))
    .flatMap(({ args }) => args.map(({ type }) => getNamedType(type)));
  return closure([...returned, ...named], hidden, (type) => [
    ...(isObjectType(type) || isInterfaceType(type) ? type.getInterfaces() : []).filter(
      (above) => !isFieldless(above, hidden),
    ),
    ...fieldsOf(type, hidden).flatMap((field) => [
      getNamedType(field.type),
      ...field.args
        .filter(({ name }) => !hidden.has(argumentCoordinate(type.name, field.name, name)))
        .map((argument) => getNamedType(argument.type)),
    ]),
    ...inputFieldTypes(type, hidden),
  ]);
}

/** Whether a type is an interface without visible fields. */
export function isFieldless(type: GraphQLNamedType, hidden: ReadonlySet<Coordinate>): boolean {
  return isInterfaceType(type) && fieldsOf(type, hidden).length === 0;
}

function closure(
  start: readonly GraphQLNamedType[],
  hidden: ReadonlySet<Coordinate>,
  next: (type: GraphQLNamedType) => readonly GraphQLNamedType[],
): ReadonlySet<GraphQLNamedType> {
  const isThere = (type: GraphQLNamedType): boolean => !hidden.has(typeCoordinate(type.name));
  const found = new Set(start.filter(isThere));
  for (const type of found) for (const each of next(type).filter(isThere)) found.add(each);
  return found;
}

function fieldsOf(
  type: GraphQLNamedType,
  hidden: ReadonlySet<Coordinate>,
): readonly GraphQLField<unknown, unknown>[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).filter(
    ({ name }) => !hidden.has(memberCoordinate(type.name, name)),
  );
}

function inputFieldTypes(
  type: GraphQLNamedType,
  hidden: ReadonlySet<Coordinate>,
): readonly GraphQLNamedType[] {
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields())
    .filter(({ name }) => !hidden.has(memberCoordinate(type.name, name)))
    .map((field) => getNamedType(field.type));
}
