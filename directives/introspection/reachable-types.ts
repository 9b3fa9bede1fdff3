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
 * The types that remain reachable without the hidden coordinates:
 * - the types that fields return, from the query and mutation roots down, with the possible types of interfaces and
 *   unions;
 * - the interfaces of these types, but not their other implementers, since no field returns those;
 * - the input types of the arguments of fields and directives, with the types of their input fields.
 */
export function reachableTypes(
  schema: GraphQLSchema,
  hidden: ReadonlySet<Coordinate>,
): ReadonlySet<GraphQLNamedType> {
  const roots = [schema.getQueryType(), schema.getMutationType()].flatMap((root) => root ?? []);
  // First down from the roots: what can be returned, with the possible types of returned interfaces and unions.
  const returned = closure(roots, hidden, (type) => [
    ...fieldsOf(type, hidden).map((field) => getNamedType(field.type)),
    ...(isAbstractType(type) ? schema.getPossibleTypes(type) : []),
  ]);
  const directiveArgumentTypes = schema
    .getDirectives()
    .filter(({ name }) => !hidden.has(directiveCoordinate(name)))
    .flatMap(({ args }) => args.map(({ type }) => getNamedType(type)));
  // Then up and sideways: supertypes and inputs. Their fields are followed too, since a supertype's field can have a
  // type that no returned type's field has, such as another interface. Possible types are no longer added.
  return closure([...returned, ...directiveArgumentTypes], hidden, (type) => [
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

/**
 * Whether a type is an interface without visible fields. Introspection shows it as a union, which no type implements.
 */
export function isFieldless(type: GraphQLNamedType, hidden: ReadonlySet<Coordinate>): boolean {
  return isInterfaceType(type) && fieldsOf(type, hidden).length === 0;
}

/** The visible types that `next` leads to from visible types, in any number of steps. */
function closure(
  start: readonly GraphQLNamedType[],
  hidden: ReadonlySet<Coordinate>,
  next: (type: GraphQLNamedType) => readonly GraphQLNamedType[],
): ReadonlySet<GraphQLNamedType> {
  const isVisible = (type: GraphQLNamedType): boolean => !hidden.has(typeCoordinate(type.name));
  const found = new Set(start.filter(isVisible));
  // The loop also visits the types that it adds.
  for (const type of found) for (const each of next(type).filter(isVisible)) found.add(each);
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
