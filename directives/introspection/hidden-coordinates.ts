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
import { isFieldless, reachableTypes } from './reachable-types.ts';
import type { FieldOfType } from './possible-patients.ts';
import type { Usable } from './usable.ts';

/**
 * The coordinates of a schema that a caller can never use, which introspection hides from that caller. If no role of
 * the caller sees any field of `LabReport`, the type is hidden, and so is `Patient.labReports`.
 *
 * Hidden are elements that are unusable by themselves, that lead to unusable elements only, or that require an
 * unusable element. Subscriptions are not served, so their root is hidden with everything reachable only from there.
 * The result doesn't list every member of a hidden type.
 *
 * The remaining elements form a consistent schema, with two exceptions that {@link visibleSchema} repairs: an
 * interface can be without fields, and so can the query root.
 */
export function hiddenCoordinates(schema: GraphQLSchema, usable: Usable): ReadonlySet<Coordinate> {
  const hiding: Hiding = { schema, hidden: new Set() };
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  for (const type of types) hideUnusable(hiding, type, usable);
  // Each hidden element can hide others, so this repeats until a pass hides nothing.
  for (let before = -1; before !== hiding.hidden.size;) {
    before = hiding.hidden.size;
    for (const directive of schema.getDirectives()) hideDirective(hiding, directive);
    const reachable = reachableTypes(schema, hiding.hidden);
    for (const type of types) {
      hideDeadEnds(hiding, type);
      if (!reachable.has(type) || isEmpty(hiding, type)) hideType(hiding, type);
    }
  }
  return hiding.hidden;
}

interface Hiding {
  readonly schema: GraphQLSchema;
  /** What is hidden so far. */
  readonly hidden: Set<Coordinate>;
}

/** Hides a directive's arguments of hidden types, and a directive that requires such an argument. */
function hideDirective(hiding: Hiding, { name, args }: GraphQLDirective): void {
  for (const argument of args) {
    if (!holdsHidden(hiding, argument)) continue;
    hiding.hidden.add(directiveCoordinate(name, argument.name));
    if (alwaysHasValue(argument)) hiding.hidden.add(directiveCoordinate(name));
  }
}

/** Hides elements that are unusable by themselves. */
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

/** Hides a type, except for the query root, which every schema has. */
function hideType({ schema, hidden }: Hiding, type: GraphQLNamedType): void {
  if (type !== schema.getQueryType()) hidden.add(typeCoordinate(type.name));
}

/** Hides the members of a type that lead to a hidden type or require a hidden element. */
function hideDeadEnds(hiding: Hiding, type: GraphQLNamedType): void {
  const { hidden } = hiding;
  for (const field of fieldsOf(type)) {
    for (const argument of field.definition.args)
      if (holdsHidden(hiding, argument) || isMissingBelow(hiding, field, argument))
        hidden.add(coordinateOf(field, argument));
    if (
      holdsHidden(hiding, field.definition) ||
      field.definition.args.some(
        (argument) => hidden.has(coordinateOf(field, argument)) && alwaysHasValue(argument),
      ) ||
      isDifferentBelow(hiding, field)
    )
      hidden.add(coordinateOf(field));
  }
  for (const field of inputFieldsOf(type)) {
    const at = memberCoordinate(type.name, field.name);
    if (holdsHidden(hiding, field)) hidden.add(at);
    if (hidden.has(at) && alwaysHasValue(field)) hideType(hiding, type);
  }
}

/** Whether a field, argument or input field has a hidden type. */
function holdsHidden(
  { hidden }: Hiding,
  { type }: { readonly type: GraphQLOutputType | GraphQLInputType },
): boolean {
  return hidden.has(typeCoordinate(getNamedType(type).name));
}

/** Whether an input always has a value, even if a query gives none: it is required or has a default other than null. */
function alwaysHasValue({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean {
  return defaultValue === undefined ? isNonNullType(type) : defaultValue !== null;
}

/** Whether the caller must give an argument: it is non-null, without a default that the caller sees. */
function isRequired({ hidden }: Hiding, argument: GraphQLArgument): boolean {
  const { type, defaultValue } = argument;
  return isNonNullType(type) && (defaultValue === undefined || hasHiddenDefault(argument, hidden));
}

/** Whether an implementer lacks an argument of its interface's field, which GraphQL doesn't allow. */
function isMissingBelow(hiding: Hiding, field: FieldOfType, { name }: GraphQLArgument): boolean {
  return fieldsBelow(hiding, field).some((below) => {
    const argument = below.definition.args.find((each) => each.name === name);
    return !argument || hiding.hidden.has(coordinateOf(below, argument));
  });
}

/**
 * Whether an implementer lacks an interface's field, or has it with an incompatible type or a further required
 * argument.
 */
function isDifferentBelow(hiding: Hiding, field: FieldOfType): boolean {
  const { hidden } = hiding;
  const type = getNamedType(field.definition.type);
  const isTaken = (name: string): boolean =>
    field.definition.args.some(
      (argument) => argument.name === name && !hidden.has(coordinateOf(field, argument)),
    );
  return fieldsBelow(hiding, field).some(
    (below) =>
      hidden.has(coordinateOf(below)) ||
      !isStillSubtype(hidden, getNamedType(below.definition.type), type) ||
      below.definition.args.some(
        (argument) =>
          isRequired(hiding, argument) &&
          !hidden.has(coordinateOf(below, argument)) &&
          !isTaken(argument.name),
      ),
  );
}

/** Whether a subtype remains a subtype when interfaces without fields become unions. */
function isStillSubtype(
  hidden: ReadonlySet<Coordinate>,
  type: GraphQLNamedType,
  outer: GraphQLNamedType,
): boolean {
  if (type === outer || isObjectType(type)) return true;
  return !isFieldless(type, hidden) && !isFieldless(outer, hidden);
}

/**
 * An interface's field on each visible type that implements it, here called below; empty for an object type's field.
 */
function fieldsBelow({ schema, hidden }: Hiding, field: FieldOfType): readonly FieldOfType[] {
  if (!isInterfaceType(field.parent)) return [];
  const { objects, interfaces } = schema.getImplementations(field.parent);
  return [...objects, ...interfaces].flatMap((parent) => {
    const definition = parent.getFields()[field.definition.name];
    return definition && !hidden.has(typeCoordinate(parent.name)) ? [{ parent, definition }] : [];
  });
}

/** Whether a type has no visible fields, values or possible objects. */
function isEmpty({ schema, hidden }: Hiding, type: GraphQLNamedType): boolean {
  if (isScalarType(type)) return false;
  if (isAbstractType(type))
    return schema.getPossibleTypes(type).every(({ name }) => hidden.has(typeCoordinate(name)));
  const members = isEnumType(type) ? type.getValues() : Object.values(type.getFields());
  return members.every(({ name }) => hidden.has(memberCoordinate(type.name, name)));
}

function fieldsOf(type: GraphQLNamedType): readonly FieldOfType[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).map((definition) => ({ parent: type, definition }));
}

function inputFieldsOf(type: GraphQLNamedType): readonly GraphQLInputField[] {
  return isInputObjectType(type) ? Object.values(type.getFields()) : [];
}

function coordinateOf({ parent, definition }: FieldOfType, argument?: GraphQLArgument): Coordinate {
  return argument
    ? argumentCoordinate(parent.name, definition.name, argument.name)
    : memberCoordinate(parent.name, definition.name);
}
