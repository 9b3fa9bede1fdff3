import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isLeafType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../directives/coordinate.ts';

/** The kinds of schema elements. */
export type ElementKind =
  | 'object'
  | 'interface'
  | 'union'
  | 'scalar'
  | 'enum'
  | 'input'
  | 'field'
  | 'argument'
  | 'input field'
  | 'enum value';

/** One element of the schema that clients see. */
export interface Element {
  readonly at: Coordinate;
  readonly kind: ElementKind;
  /** Its type, such as `[Claim!]`; null for types and enum values. */
  readonly type: string | null;
  /** Whether it is a field whose value is a scalar or an enum. */
  readonly isLeaf: boolean;
}

/** Every element of the client schema, by coordinate: each type followed by its members. */
export function elementsOf(schema: GraphQLSchema): ReadonlyMap<Coordinate, Element> {
  const elements = new Map<Coordinate, Element>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    for (const element of elementsOfType(type)) elements.set(element.at, element);
  }
  return elements;
}

function* elementsOfType(type: GraphQLNamedType): Generator<Element> {
  const { name } = type;
  yield { at: typeCoordinate(name), kind: kindOf(type), type: null, isLeaf: false };
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      yield {
        at: memberCoordinate(name, field.name),
        kind: 'field',
        type: String(field.type),
        isLeaf: isLeafType(getNamedType(field.type)),
      };
      for (const argument of field.args) {
        yield {
          at: argumentCoordinate(name, field.name, argument.name),
          kind: 'argument',
          type: String(argument.type),
          isLeaf: false,
        };
      }
    }
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      const at = memberCoordinate(name, field.name);
      yield { at, kind: 'input field', type: String(field.type), isLeaf: false };
    }
  }
  if (isEnumType(type)) {
    for (const value of type.getValues()) {
      const at = memberCoordinate(name, value.name);
      yield { at, kind: 'enum value', type: null, isLeaf: false };
    }
  }
}

function kindOf(type: GraphQLNamedType): ElementKind {
  if (isObjectType(type)) return 'object';
  if (isInterfaceType(type)) return 'interface';
  if (isUnionType(type)) return 'union';
  if (isEnumType(type)) return 'enum';
  return isInputObjectType(type) ? 'input' : 'scalar';
}

/** Whether an element is a scalar, enum or input type, whose marks count wherever the type is used. */
export function isValueType({ kind }: Element): boolean {
  return kind === 'scalar' || kind === 'enum' || kind === 'input';
}
