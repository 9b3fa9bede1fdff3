import { DATA_TYPE_MARKS, OPEN_RESOURCES } from './audiences.ts';
import { PART, referenceTargets, valueType, type OutlineElement } from './outline.ts';

/** Names of the schema's types, and how elements refer to them. */
export interface TypeNames {
  /** The type that an element has in the schema, without its list. `isOpen`: it belongs to a resource without PHI. */
  readonly of: (element: OutlineElement, isOpen: boolean) => string;
  /** Unions of the references that lead to several types; complete once all elements were asked about. */
  readonly unions: ReadonlyMap<string, readonly string[]>;
  /** Data types that resources without PHI have under a name of their own; complete once all elements were asked about. */
  readonly publicTypes: ReadonlySet<string>;
}

/**
 * Names types. A data type is another type in a resource without PHI, such as `PublicAddress` of an `Organization`, because
 * marks are of a type and not of its uses.
 */
export function createTypeNames(): TypeNames {
  const unions = new Map<string, readonly string[]>();
  const publicTypes = new Set<string>();

  function of({ path, type: fhirType }: OutlineElement, isOpen: boolean): string {
    const type = valueType(fhirType);
    const targets = referenceTargets(type);
    if (targets) {
      const [first = '', second] = targets;
      if (second === undefined) return first;
      unions.set(partName(path), targets);
      return partName(path);
    }
    if (type === PART) return partName(path);
    if (type.startsWith('#')) return partName(type.slice(1));
    const scalar = SCALARS.get(type);
    if (scalar !== undefined) return scalar;
    if (!isDataType(type)) throw new Error(`${path} has the type ${type}, which is unknown`);
    if (!isOpen) return type;
    publicTypes.add(type);
    return publicName(type);
  }

  return { of, unions, publicTypes };
}

/** Whether a type is one of FHIR's data types with elements. */
export function isDataType(type: string): boolean {
  return DATA_TYPE_MARKS.has(type);
}

export function isOpenResource(type: string): boolean {
  return OPEN_RESOURCES.has(type);
}

export function publicName(dataType: string): string {
  return `Public${dataType}`;
}

/** `Observation.component` → `ObservationComponent`. */
export function partName(path: string): string {
  return path
    .split('.')
    .map((name) => name.charAt(0).toUpperCase() + name.slice(1))
    .join('');
}

/** FHIR's primitive types. */
const SCALARS: ReadonlyMap<string, string> = new Map([
  ['base64Binary', 'String'],
  ['boolean', 'Boolean'],
  ['canonical', 'String'],
  ['code', 'String'],
  ['date', 'Date'],
  ['dateTime', 'DateTime'],
  ['decimal', 'Float'],
  ['id', 'String'],
  ['instant', 'DateTime'],
  ['integer', 'Int'],
  ['markdown', 'String'],
  ['oid', 'String'],
  ['positiveInt', 'Int'],
  ['string', 'String'],
  ['time', 'String'],
  ['unsignedInt', 'Int'],
  ['uri', 'String'],
  ['url', 'String'],
  ['uuid', 'String'],
  ['xhtml', 'String'],
]);
