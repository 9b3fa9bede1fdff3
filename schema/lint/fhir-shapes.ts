import type { Category } from '../../directives/spec.ts';

/** What an element of a data type is when the data type is a part of a patient's record. */
export type Element = Category | 'none';

/** A data type: the elements by which it is recognized, and what the others are. */
interface Shape {
  /** All of these elements are present. */
  readonly has: readonly string[];
  readonly elements: Readonly<Record<string, Element>>;
}

/**
 * What an element of one of FHIR's data types is, such as the value of a `ContactPoint` and not its system; null for other
 * types and elements. See https://hl7.org/fhir/R4/datatypes.html.
 */
export function fhirElement(
  base: string,
  fields: ReadonlySet<string>,
  field: string,
): Element | null {
  return shapeOf(base, fields)?.elements[field] ?? null;
}

/** Whether a type with this base name and these fields is a data type with values of a record. */
export function isFhirValue(base: string, fields: ReadonlySet<string>): boolean {
  const elements = Object.values(shapeOf(base, fields)?.elements ?? {});
  return elements.some((element) => element !== 'none');
}

function shapeOf(base: string, fields: ReadonlySet<string>): Shape | null {
  const shape = SHAPES.get(base.replace(/^fhir|^r4/, ''));
  return shape?.has.every((element) => fields.has(element)) ? shape : null;
}

const QUANTITY: Shape = {
  has: ['value'],
  elements: {
    value: 'CLINICAL',
    comparator: 'none',
    unit: 'none',
    system: 'none',
    code: 'none',
  },
};

const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries<Shape>({
    humanname: {
      has: ['family'],
      elements: {
        use: 'none',
        text: 'NAME',
        family: 'NAME',
        given: 'NAME',
        prefix: 'NAME',
        suffix: 'NAME',
      },
    },
    contactpoint: {
      has: ['value'],
      elements: { system: 'none', value: 'PHONE', use: 'none', rank: 'none' },
    },
    address: {
      has: ['line'],
      elements: {
        use: 'none',
        type: 'none',
        text: 'GEOGRAPHY',
        line: 'GEOGRAPHY',
        city: 'GEOGRAPHY',
        district: 'GEOGRAPHY',
        postalCode: 'GEOGRAPHY',
      },
    },
    identifier: {
      has: ['system', 'value'],
      elements: { use: 'none', system: 'none', value: 'OTHER_ID' },
    },
    quantity: QUANTITY,
    simplequantity: QUANTITY,
    coding: {
      has: ['system', 'code'],
      elements: { system: 'none', version: 'none', userSelected: 'none' },
    },
    period: { has: ['start', 'end'], elements: { start: 'DATE', end: 'DATE' } },
    attachment: {
      has: ['contentType'],
      elements: {
        contentType: 'none',
        language: 'none',
        size: 'none',
        hash: 'none',
        data: 'PHOTO',
        url: 'PHOTO',
      },
    },
    annotation: { has: ['text', 'time'], elements: { text: 'CLINICAL' } },
    narrative: { has: ['status', 'div'], elements: { status: 'none', div: 'CLINICAL' } },
    sampleddata: { has: ['data'], elements: { data: 'CLINICAL' } },
    meta: {
      has: ['versionId'],
      elements: { versionId: 'none', lastUpdated: 'none', source: 'none', profile: 'none' },
    },
  }),
);
