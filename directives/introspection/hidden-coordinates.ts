import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  type GraphQLArgument,
  type GraphQLDirective,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import {
  argumentCoordinate,
  directiveCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../coordinate.ts';
import { hasHiddenDefault } from './hidden-defaults.ts';
import { isFieldless, reachedTypes } from './reachable-types.ts';
import type { PlacedField, Usable } from './usable.ts';

/**
 * The coordinates of a schema that a caller could never use: what is not usable by itself, and what leads to
 * nothing usable or can't be used without something that isn't. Subscriptions are not served, so their root is
 * hidden with what it alone leads to. Not every member of a hidden type is listed.
 *
 * What remains is a consistent schema where an interface that is left without a field counts as the union of
 * its objects, which is all that it can be used for, and the query root may have no field.
 */
export function hiddenCoordinates(schema: GraphQLSchema, usable: Usable): ReadonlySet<Coordinate> {
  const hiding: Hiding = { schema, hidden: new Set() };
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  for (const type of types) hideUnusable(hiding, type, usable);
  for (let before = -1; before !== hiding.hidden.size;) {
    before = hiding.hidden.size;
    for (const directive of schema.getDirectives()) hideDirective(hiding, directive);
    const reached = reachedTypes(schema, hiding.hidden);
    for (const type of types) {
      hideDeadEnds(hiding, type);
      if (!reached.has(type) || isEmpty(hiding, type)) hideType(hiding, type);
    }
  }
  return hiding.hidden;
}

interface Hiding {
  readonly schema: GraphQLSchema;
  readonly hidden: Set<Coordinate>;
}

/** Hides a directive's arguments that hold something hidden, and a directive that can't do without one. */
function hideDirective(hiding: Hiding, { name, args }: GraphQLDirective): void {
  for (const argument of args) {
    if (!holdsHidden(hiding, argument)) continue;
    hiding.hidden.add(directiveCoordinate(name, argument.name));
    if (isGivenAlways(argument)) hiding.hidden.add(directiveCoordinate(name));
  }
}

/** Hides what is not usable by itself. */
function hideUnusable(hiding: Hiding, type: GraphQLNamedType, usable: Usable): void {
  const { hidden } = hiding;
  if (isObjectType(type) && !usable.object(type)) hideType(hiding, type);
  for (const field of fieldsOf(type)) {
    if (!usable.field(field)) hidden.add(coordinateOf(field));
    for (const argument of field.definition.args)
      if (!usable.argument(field, argument)) hidden.add(coordinateOf(field, argument));
  }
  const members = isEnumType(type) ? type.getValues() : inputFieldsOf(type);
  for (const { name } of members)
    if (!usable.member(type.name, name)) hidden.add(memberCoordinate(type.name, name));
}

/** Every schema has a query root, whoever looks at it. */
function hideType({ schema, hidden }: Hiding, type: GraphQLNamedType): void {
  if (type !== schema.getQueryType()) hidden.add(typeCoordinate(type.name));
}

/** Hides the members of a type that lead to something hidden, or can't be used without it. */
function hideDeadEnds(hiding: Hiding, type: GraphQLNamedType): void {
  const { hidden } = hiding;
  for (const field of fieldsOf(type)) {
    for (const argument of field.definition.args)
      if (holdsHidden(hiding, argument) || isLackedBelow(hiding, field, argument))
        hidden.add(coordinateOf(field, argument));
    if (
      holdsHidden(hiding, field.definition) ||
      field.definition.args.some(
        (argument) => hidden.has(coordinateOf(field, argument)) && isGivenAlways(argument),
      ) ||
      isDifferentBelow(hiding, field)
    )
      hidden.add(coordinateOf(field));
  }
  for (const field of inputFieldsOf(type)) {
    const at = memberCoordinate(type.name, field.name);
    if (holdsHidden(hiding, field)) hidden.add(at);
    if (hidden.has(at) && isGivenAlways(field)) hideType(hiding, type);
  }
}

type Holder = { readonly type: GraphQLOutputType | GraphQLInputType };

function holdsHidden({ hidden }: Hiding, { type }: Holder): boolean {
  return hidden.has(typeCoordinate(getNamedType(type).name));
}

/** Left out it is an error, or its default counts as if it had been given. */
function isGivenAlways({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean {
  return defaultValue === undefined ? isNonNullType(type) : defaultValue !== null;
}

/** Whether it has to be given: a default that is hidden is none. */
function isRequired({ hidden }: Hiding, argument: GraphQLArgument): boolean {
  const { type, defaultValue } = argument;
  return isNonNullType(type) && (defaultValue === undefined || hasHiddenDefault(argument, hidden));
}

/** What an interface's field takes, every type that implements it must take. */
function isLackedBelow(hiding: Hiding, field: PlacedField, { name }: GraphQLArgument): boolean {
  return fieldsBelow(hiding, field).some((below) => {
    const argument = below.definition.args.find((each) => each.name === name);
    return !argument || hiding.hidden.has(coordinateOf(below, argument));
  });
}

/** Every type that implements an interface must have its field, with its type, and may ask for no more. */
function isDifferentBelow(hiding: Hiding, field: PlacedField): boolean {
  const { hidden } = hiding;
  const type = getNamedType(field.definition.type);
  const isTaken = (name: string): boolean =>
    field.definition.args.some(
      (argument) => argument.name === name && !hidden.has(coordinateOf(field, argument)),
    );
  return fieldsBelow(hiding, field).some(
    (below) =>
      hidden.has(coordinateOf(below)) ||
      !isStillWithin(hidden, getNamedType(below.definition.type), type) ||
      below.definition.args.some(
        (argument) =>
          isRequired(hiding, argument) &&
          !hidden.has(coordinateOf(below, argument)) &&
          !isTaken(argument.name),
      ),
  );
}

/** Whether a type, which is or is within another, still is when interfaces without a field are unions. */
function isStillWithin(
  hidden: ReadonlySet<Coordinate>,
  type: GraphQLNamedType,
  outer: GraphQLNamedType,
): boolean {
  if (type === outer || isObjectType(type)) return true;
  return !isFieldless(type, hidden) && !isFieldless(outer, hidden);
}

/** The counterparts of an interface's field on the types left that implement it. */
function fieldsBelow({ schema, hidden }: Hiding, field: PlacedField): readonly PlacedField[] {
  if (!isInterfaceType(field.parent)) return [];
  const { objects, interfaces } = schema.getImplementations(field.parent);
  return [...objects, ...interfaces].flatMap((parent) => {
    const definition = parent.getFields()[field.definition.name];
    return definition && !hidden.has(typeCoordinate(parent.name)) ? [{ parent, definition }] : [];
  });
}

/** Whether nothing is left of a type: no field, no value, no object that it could stand for. */
function isEmpty({ schema, hidden }: Hiding, type: GraphQLNamedType): boolean {
  if (isScalarType(type)) return false;
  if (isAbstractType(type))
    return schema.getPossibleTypes(type).every(({ name }) => hidden.has(typeCoordinate(name)));
  const members = isEnumType(type) ? type.getValues() : Object.values(type.getFields());
  return members.every(({ name }) => hidden.has(memberCoordinate(type.name, name)));
}

function fieldsOf(type: GraphQLNamedType): readonly PlacedField[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).map((definition) => ({ parent: type, definition }));
}

function inputFieldsOf(type: GraphQLNamedType): readonly GraphQLInputField[] {
  return isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

function coordinateOf({ parent, definition }: PlacedField, argument?: GraphQLArgument): Coordinate {
  return argument
    ? argumentCoordinate(parent.name, definition.name, argument.name)
    : memberCoordinate(parent.name, definition.name);
}
