/**
 * A schema coordinate: `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE`,
 * `@directive` or `@directive(argument:)`.
 * https://spec.graphql.org/draft/#sec-Schema-Coordinates
 */
export type Coordinate = string & { readonly __brand: 'Coordinate' };

/** The coordinate of a named type. */
export function typeCoordinate(type: string): Coordinate {
  return type as Coordinate;
}

/** The coordinate of a field, an input field or an enum value. */
export function memberCoordinate(type: string, member: string): Coordinate {
  return `${type}.${member}` as Coordinate;
}

/** The coordinate of a field's argument. */
export function argumentCoordinate(type: string, field: string, argument: string): Coordinate {
  return `${type}.${field}(${argument}:)` as Coordinate;
}

/** The coordinate of a directive or of a directive's argument. */
export function directiveCoordinate(directive: string, argument?: string): Coordinate {
  return `@${directive}${argument === undefined ? '' : `(${argument}:)`}` as Coordinate;
}

/** Parses a coordinate from user input, ignoring white space. Null if it is not a coordinate; it need not exist. */
export function parseCoordinate(text: string): Coordinate | null {
  const typed = text.replaceAll(/\s/g, '');
  return /^[_A-Za-z]\w*(?:\.[_A-Za-z]\w*(?:\([_A-Za-z]\w*:\))?)?$/.test(typed)
    ? (typed as Coordinate)
    : null;
}
