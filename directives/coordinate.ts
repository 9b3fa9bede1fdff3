/**
 * A schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE`, `@directive` or
 * `@directive(argument:)`.
 * https://spec.graphql.org/draft/#sec-Schema-Coordinates names the kinds of coordinates, and so the functions below. Those
 * that take names expect valid GraphQL names and do not check them.
 */
export type Coordinate = string & { readonly __brand: 'Coordinate' };

/** The coordinate of a named type. */
export function typeCoordinate(type: string): Coordinate {
  return type as Coordinate;
}

/** The coordinate of a field, an input field or an enum value: `Patient.ssn`, `Filter.name`, `Order.UP`. */
export function memberCoordinate(type: string, member: string): Coordinate {
  return `${type}.${member}` as Coordinate;
}

/** The coordinate of a field's argument. */
export function argumentCoordinate(type: string, field: string, argument: string): Coordinate {
  return `${type}.${field}(${argument}:)` as Coordinate;
}

/** The coordinate of a directive, or of its argument if one is given. */
export function directiveCoordinate(directive: string, argument?: string): Coordinate {
  return `@${directive}${argument === undefined ? '' : `(${argument}:)`}` as Coordinate;
}

/**
 * Parses the coordinate of a type, a field, an input field, an enum value or an argument from user input, ignoring
 * white space. Null for other texts, including coordinates of directives. Whether a schema has the element is not
 * checked.
 */
export function parseCoordinate(text: string): Coordinate | null {
  const compact = text.replaceAll(/\s/g, '');
  return /^[_A-Za-z]\w*(?:\.[_A-Za-z]\w*(?:\([_A-Za-z]\w*:\))?)?$/.test(compact)
    ? (compact as Coordinate)
    : null;
}
