import {
  getNamedType,
  isAbstractType,
  isCompositeType,
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
import {
  createPatientFinder,
  outputFields,
  type PatientFinder,
  type PossiblePatients,
} from '../../directives/introspection/possible-patients.ts';
import type { Policy } from '../../directives/policy/policy.ts';

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
  /** Whether it is PHI that never belongs to a known patient: only roles that reach all patients count for it. */
  readonly namesNoPatient: boolean;
}

/** Every element of the client schema, by coordinate: each type followed by its members. */
export function elementsOf(
  schema: GraphQLSchema,
  policy: Policy,
): ReadonlyMap<Coordinate, Element> {
  const elements = new Map<Coordinate, Element>();
  const patients = createPatientFinder(schema, policy);
  const isPhi = (at: Coordinate): boolean => policy.requirements.get(at)?.phi === true;
  // Objects are those of the fields that return them: they have no patient if none of these fields names one.
  const returned = new Map<string, boolean>();
  for (const { parent, definition } of outputFields(schema)) {
    const type = getNamedType(definition.type);
    if (!isCompositeType(type)) continue;
    const isWithout =
      isPhi(memberCoordinate(parent.name, definition.name)) &&
      isUnknown(patients.field({ parent, definition }));
    const objects = isAbstractType(type) ? [type, ...schema.getPossibleTypes(type)] : [type];
    for (const { name } of objects) returned.set(name, isWithout && returned.get(name) !== false);
  }
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type) || isSpecifiedScalarType(type)) continue;
    for (const { possible, ...element } of elementsOfType(type, patients)) {
      const isWithout = possible ? isUnknown(possible) : returned.get(type.name) === true;
      elements.set(element.at, { ...element, namesNoPatient: isPhi(element.at) && isWithout });
    }
  }
  return elements;
}

/** An element, and whose records its values can be; null for a type. */
interface FoundElement extends Omit<Element, 'namesNoPatient'> {
  readonly possible: PossiblePatients | null;
}

/** Whether no value has a known patient, and PHI requires roles that reach all patients. */
function isUnknown({ known, unknown }: PossiblePatients): boolean {
  return !known && unknown === 'as marked';
}
function* elementsOfType(type: GraphQLNamedType, patients: PatientFinder): Generator<FoundElement> {
  const { name } = type;
  yield { at: typeCoordinate(name), kind: kindOf(type), type: null, isLeaf: false, possible: null };
  if (isObjectType(type) || isInterfaceType(type)) {
    for (const field of Object.values(type.getFields())) {
      yield {
        at: memberCoordinate(name, field.name),
        kind: 'field',
        type: String(field.type),
        isLeaf: isLeafType(getNamedType(field.type)),
        possible: patients.field({ parent: type, definition: field }),
      };
      for (const argument of field.args) {
        yield {
          at: argumentCoordinate(name, field.name, argument.name),
          kind: 'argument',
          type: String(argument.type),
          isLeaf: false,
          possible: patients.argument({ parent: type, definition: field }, argument),
        };
      }
    }
  }
  if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      const at = memberCoordinate(name, field.name);
      const possible = patients.member(name, field.name);
      yield { at, kind: 'input field', type: String(field.type), isLeaf: false, possible };
    }
  }
  if (isEnumType(type)) {
    for (const value of type.getValues()) {
      const at = memberCoordinate(name, value.name);
      const possible = patients.member(name, value.name);
      yield { at, kind: 'enum value', type: null, isLeaf: false, possible };
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
