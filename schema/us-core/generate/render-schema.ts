import { MARKS, OPEN_RESOURCES, withoutResearch, type Mark } from './audiences.ts';
import { markOfElement, markOfType, nearestMark } from './mark-elements.ts';
import { PART, type Outline, type OutlineElement } from './outline.ts';
import { PAGING, patientFieldOf, pluralOf, searchInputs } from './searches.ts';
import {
  markDirectives,
  printType,
  printUnion,
  roleDirective,
  type FieldText,
  type TypeText,
} from './sdl.ts';
import { sensitiveContent, withOwnElements } from './own-elements.ts';
import {
  createTypeNames,
  isDataType,
  isOpenResource,
  partName,
  publicName,
  type TypeNames,
} from './type-names.ts';

/** A part of a record, whose patient is the one of the object above it. */
const PROVENANCE = 'Provenance';
const OF_PROVIDERS = "PHI_UNMARKED: A provider's or a drug's, not a patient's.";
/** The open types that `check` would report. */
const ACCEPTED: ReadonlySet<string> = new Set(['Medication', 'PublicAddress', 'PublicHumanName']);
const OPAQUE_ID = 'PHI_KEY: A server gives opaque ids, which say nothing outside it.';

/** Prints the schema of an outline: each resource, its parts and data types, and the queries for them. */
export function renderSchema(published: Outline): string {
  const outline = withOwnElements(published);
  const names = createTypeNames();
  const owners = [...new Set(outline.elements.map(({ path }) => path.split('.')[0] ?? ''))];
  const resources = owners.filter((owner) => !isDataType(owner));
  const types = resources.flatMap((resource) => [
    resourceType(resource, outline, names),
    ...partTypes(resource, outline, names, isOpenResource(resource)),
  ]);
  const dataTypes = owners
    .filter(isDataType)
    .flatMap((type) => [dataType(type, outline, names), ...partTypes(type, outline, names, false)]);
  return [
    HEAD(outline),
    printType(queryType(resources, outline)),
    ...types.map(printType),
    ...[...names.unions].map(([name, members]) => printUnion(name, members)),
    ...dataTypes.map(printType),
    ...publicDataTypes(outline, names).map(printType),
    TAIL,
  ].join('\n');
}

const HEAD = ({ packages }: Outline) => `# Made by \`npm run us-core\` from ${[...packages]
  .map(([name, version]) => `${name} ${version}`)
  .join(', ')}. Do not edit it: change schema/us-core/generate/.

extend schema
  @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@inaccessible", "@composeDirective"]
  )
  @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
  @composeDirective(name: "@phi")
  @composeDirective(name: "@role")
  @composeDirective(name: "@patient")

"A day, a month or a year, as FHIR writes it: 2026-01-31, 2026-01, 2026."
scalar Date
"A time, or a less precise date, as FHIR writes it: 2026-01-31T09:30:00Z, 2026-01-31, 2026-01, 2026."
scalar DateTime
`;

const TAIL = `# phi-gateway-ignore PHI_UNMARKED: The gateway alone reads it, and no field is computed from it.
"The relationship of a practitioner and a patient, and what the patient denies."
type CareRelationship @inaccessible {
  patient: ID!
  "Whether the practitioner is a member of a care team of the patient, or takes part in an open encounter."
  onCareTeam: Boolean!
  "Whether the patient denies the practitioner the whole record."
  deniesActor: Boolean!
  "Categories that the patient denies the practitioner."
  denies: [String!]!
}
`;

function resourceType(resource: string, outline: Outline, names: TypeNames): TypeText {
  const isOpen = isOpenResource(resource);
  const mark = markOfType(resource);
  const isPart = resource === PROVENANCE;
  const path = patientFieldOf(resource, outline);
  const fields = fieldsOf(resource, outline, names, isOpen);
  const provenance = outline.withProvenance.has(resource) ? [PROVENANCE_FIELD] : [];
  const records = resource === 'Patient' ? recordFields(outline) : [];
  return {
    name: resource,
    description: descriptionOf(resource, outline),
    accepted: acceptedOf(resource),
    directives: [
      ...(isPart ? [] : ['@key(fields: "id")']),
      ...(path === null ? [] : [`@patient(id: "${path}")`]),
      ...typeDirectives(resource, mark),
    ],
    fields: [...(isPart ? [] : [idField(resource, mark)]), ...fields, ...provenance, ...records],
  };
}

/** The type of a patient has no `@phi`: other subgraphs add fields to it, and each field has its own. */
function typeDirectives(name: string, mark: Mark | null): readonly string[] {
  if (mark === null) return [];
  return name === 'Patient' ? [roleDirective(mark.audience)] : markDirectives(mark);
}

function descriptionOf(resource: string, { profiles }: Outline): string {
  const sensitive = sensitiveContent(resource);
  if (sensitive !== null)
    return `Not a type of FHIR: any clinical resource about ${sensitive}, in place of the resource itself.`;
  return `Profiles: ${(profiles.get(resource) ?? []).join(', ')}.`;
}

function idField(resource: string, mark: Mark | null): FieldText {
  const field = { name: 'id', type: 'ID!', description: '', inputs: [] };
  if (mark === null) return { ...field, accepted: [], directives: [] };
  return {
    ...field,
    accepted: [OPAQUE_ID],
    directives: markDirectives(idMark(resource, mark), mark.audience),
  };
}

/** The mark of a resource's id: researchers know the resource by a code of their project. */
export function idMark(resource: string, { audience }: Mark): Mark {
  const category = resource === 'Patient' ? 'RECORD_NUMBER' : 'OTHER_ID';
  return { categories: [category], method: 'PSEUDONYM', audience: withoutResearch(audience) };
}

const PROVENANCE_FIELD: FieldText = {
  name: 'provenance',
  type: '[Provenance!]',
  description: 'The resources of FHIR that have this one as their target.',
  accepted: [],
  inputs: [],
  directives: [],
};

function fieldsOf(
  parent: string,
  { elements }: Outline,
  names: TypeNames,
  isOpen: boolean,
): readonly FieldText[] {
  return elements
    .filter(({ path }) => path.slice(0, path.lastIndexOf('.')) === parent)
    .map((element) => fieldText(element, parent, names, isOpen));
}

function fieldText(
  element: OutlineElement,
  parent: string,
  names: TypeNames,
  isOpen: boolean,
): FieldText {
  const { path, isList, short, obligation } = element;
  const type = names.of(element, isOpen);
  const item = element.type.startsWith('Reference(') ? type : `${type}!`;
  const said = obligation === null ? short : `${short} (${obligation})`;
  return {
    name: path.slice(path.lastIndexOf('.') + 1),
    type: isList ? `[${item}]` : type,
    description: said.trim(),
    accepted: [],
    inputs: [],
    directives: isOpen ? [] : elementDirectives(element, parent),
  };
}

function elementDirectives(element: OutlineElement, parent: string): readonly string[] {
  const around = markOfType(parent);
  const mark = markOfElement(element);
  if (mark) return markDirectives(mark, around?.audience);
  const isMarked = element.type === PART || markOfReturned(element) !== null;
  if (parent !== 'Patient' || isMarked) return [];
  return markDirectives(nearestMark(element.path), around?.audience);
}

function markOfReturned({ type }: OutlineElement): Mark | null {
  return isDataType(type) ? markOfType(type) : null;
}

function partTypes(
  owner: string,
  outline: Outline,
  names: TypeNames,
  isOpen: boolean,
): readonly TypeText[] {
  return outline.elements
    .filter(({ path, type }) => path.startsWith(`${owner}.`) && type === PART)
    .map(({ path, short }) => ({
      name: partName(path),
      description: short,
      accepted: [],
      directives: isOpen ? [] : typeDirectives(path, markOfType(path)),
      fields: fieldsOf(path, outline, names, isOpen),
    }));
}

function dataType(type: string, outline: Outline, names: TypeNames): TypeText {
  return {
    name: type,
    description: '',
    accepted: [],
    directives: typeDirectives(type, markOfType(type)),
    fields: fieldsOf(type, outline, names, false),
  };
}

function acceptedOf(type: string): readonly string[] {
  return ACCEPTED.has(type) ? [OF_PROVIDERS] : [];
}

/** The data types of open resources. Those inside them are found while they are printed. */
function publicDataTypes(outline: Outline, names: TypeNames): readonly TypeText[] {
  const printed = new Map<string, TypeText>();
  for (const type of names.publicTypes) {
    printed.set(type, {
      name: publicName(type),
      description: `${type} of a provider or of a drug: not PHI.`,
      accepted: acceptedOf(publicName(type)),
      directives: [],
      fields: fieldsOf(type, outline, names, true),
    });
  }
  return [...printed.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * The records of a patient. They have no parameters of a search: marked inputs below an object are for roles that reach every
 * patient. At the root, the search names its patient.
 */
function recordFields(outline: Outline): readonly FieldText[] {
  return recordResources(outline).map((resource) => ({
    name: pluralOf(resource),
    type: `[${resource}!]`,
    description: '',
    accepted: [],
    inputs: PAGING,
    directives: [],
  }));
}

/** The resources that are searched by their patient. */
function recordResources({ searches }: Outline): readonly string[] {
  return searches.filter(({ name }) => name === 'patient').map(({ resource }) => resource);
}

function queryType(resources: readonly string[], outline: Outline): TypeText {
  const fields = resources
    .filter((resource) => resource !== PROVENANCE)
    .flatMap((resource) => [readField(resource), ...searchField(resource, outline)]);
  return {
    name: 'Query',
    description: '',
    accepted: [],
    directives: [],
    fields: [...fields, CARE_RELATIONSHIPS],
  };
}

function readField(resource: string): FieldText {
  const mark = MARKS.get(resource);
  const isPatient = resource === 'Patient';
  const directives =
    OPEN_RESOURCES.has(resource) || !mark ? [] : markDirectives(idMark(resource, mark));
  return {
    name: resource.charAt(0).toLowerCase() + resource.slice(1),
    type: resource,
    description: '',
    accepted: [],
    inputs: [
      { name: 'id', type: 'ID!', directives: [...(isPatient ? ['@patient'] : []), ...directives] },
    ],
    directives: [],
  };
}

function searchField(resource: string, outline: Outline): readonly FieldText[] {
  const inputs = searchInputs(resource, outline);
  const isSearched = inputs.some(({ name }) => name !== 'first' && name !== 'skip');
  if (!isSearched) return [];
  const name = pluralOf(resource);
  return [{ name, type: `[${resource}!]`, description: '', accepted: [], inputs, directives: [] }];
}

const CARE_RELATIONSHIPS: FieldText = {
  name: 'careRelationships',
  type: '[CareRelationship!]!',
  description:
    'How a practitioner and each of some patients are related. Only the gateway asks: from CareTeam, Encounter.participant and Consent.',
  accepted: ['PHI_UNMARKED: The gateway alone asks it.'],
  inputs: [
    { name: 'practitioner', type: 'ID', directives: [] },
    { name: 'patients', type: '[ID!]!', directives: [] },
  ],
  directives: ['@inaccessible'],
};
