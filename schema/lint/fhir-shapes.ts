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
export function fhirElement(base: string, fields: Names, field: string): Element | null {
  const shape = shapeOf(base, fields);
  // The id of a part of a resource is that of its place in the resource: https://hl7.org/fhir/R4/element.html
  if (field === 'id' && (shape !== null || isBackbone(fields))) return 'none';
  return shape?.elements[field] ?? null;
}

/**
 * What a search parameter of FHIR filters by, where its type is one of FHIR's, such as `SearchToken`; null for others. See
 * https://hl7.org/fhir/R4/searchparameter-registry.html.
 */
export function fhirSearch(words: readonly string[], types: Iterable<string>): Element | null {
  const isSearch = [...types].some((type) => SEARCH_TYPES.test(type));
  return isSearch ? (SEARCHES.get(words.join('-')) ?? null) : null;
}

const SEARCH_TYPES =
  /^(?:search(?:date|number|quantity|reference|string|token|uri)|token|reference)$/i;

const SEARCHES: ReadonlyMap<string, Category> = new Map([
  ...named('OTHER_ID', 'patient subject identifier'),
  ...named('NAME', 'name family given phonetic'),
  ...named(
    'DATE',
    `birthdate death-date date onset last-date onset-date abatement-date recorded-date reaction-date location-period period
     authored authoredon issued effective-time`,
  ),
  ...named(
    'CLINICAL',
    `code gender deceased criticality severity manifestation reason-code reason-reference reaction diagnosis
     special-arrangement target-disease vaccine-code body-site evidence value-concept value-quantity value-string combo-code
     component-code`,
  ),
]);

function named(category: Category, names: string): readonly (readonly [string, Category])[] {
  return names.split(/\s+/).map((name) => [name, category]);
}

/** The names of a type's fields, as the keys of a map or in a set. */
type Names = Pick<ReadonlySet<string>, 'has'>;

/** Whether fields are those of a part of a resource, which has extensions, and no `meta` as resources have. */
function isBackbone(fields: Names): boolean {
  return fields.has('extension') && fields.has('modifierExtension') && !fields.has('meta');
}

/** Whether a type with this base name and these fields is a data type with values of a record. */
export function isFhirValue(base: string, fields: Names): boolean {
  const elements = Object.values(shapeOf(base, fields)?.elements ?? {});
  return elements.some((element) => element !== 'none');
}

function shapeOf(base: string, fields: Names): Shape | null {
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
      elements: { use: 'none', system: 'none', value: 'OTHER_ID', assigner: 'none' },
    },
    quantity: QUANTITY,
    coding: {
      has: ['system', 'code'],
      elements: {
        system: 'none',
        version: 'none',
        code: 'CLINICAL',
        display: 'CLINICAL',
        userSelected: 'none',
      },
    },
    codeableconcept: { has: ['coding'], elements: { text: 'CLINICAL' } },
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
    // The base name of `SampledData`: `data` is a word for the form of a type.
    sampled: { has: ['data'], elements: { data: 'CLINICAL' } },
    meta: {
      has: ['versionId'],
      elements: { versionId: 'none', lastUpdated: 'none', source: 'none', profile: 'none' },
    },
  }),
);
