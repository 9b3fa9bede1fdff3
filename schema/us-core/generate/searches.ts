import { OPEN_RESOURCES, withoutResearch, type Audience, type Mark } from './audiences.ts';
import { nearestMark } from './mark-elements.ts';
import type { Outline, OutlineSearch } from './outline.ts';
import { markDirectives, type InputText } from './sdl.ts';
import { camelCase } from './us-core-claims.ts';

/** `observations`, of `Observation`. */
export function pluralOf(resource: string): string {
  return `${resource.charAt(0).toLowerCase()}${resource.slice(1)}`.replace(/y$/, 'ie') + 's';
}

/** The path to the id of a resource's patient; null for a resource that has none of its own. */
export function patientFieldOf(resource: string, { elements }: Outline): string | null {
  if (resource === 'Patient') return 'id';
  const own = elements.find(
    ({ path, type, isList }) =>
      path.startsWith(`${resource}.`) &&
      path.split('.').length === 2 &&
      type === 'Reference(Patient)' &&
      !isList &&
      /\.(?:patient|subject|beneficiary)$/.test(path),
  );
  return own ? `${own.path.slice(resource.length + 1)}.id` : null;
}

/**
 * The inputs of a search: the parameters that US Core's servers have, and those that page. A parameter has the marks of
 * what it searches, so that a caller who sees a date as its year cannot find it by searching.
 */
export function searchInputs(resource: string, { searches }: Outline): readonly InputText[] {
  const parameters = searches.filter(
    (search) => search.resource === resource && search.name !== '_id',
  );
  const patient = parameters.filter(({ name }) => name === 'patient');
  const others = parameters.filter(({ name }) => name !== 'patient');
  return [
    ...[...patient, ...others].map((search) => ({
      name: camelCase(search.name.replace(/^_/, '')),
      type: typeOf(search),
      directives: inputDirectives(search),
    })),
    ...PAGING,
  ];
}

export const PAGING: readonly InputText[] = [
  { name: 'first', type: 'Int! = 50', directives: [] },
  { name: 'skip', type: 'Int! = 0', directives: [] },
];

function typeOf({ name, type }: OutlineSearch): string {
  if (name === 'patient') return 'ID!';
  // Several values hold together, as in ge2026-01-01 and lt2026-02-01.
  if (type === 'date') return '[String!]';
  return type === 'reference' ? 'ID' : 'String';
}

function inputDirectives(search: OutlineSearch): readonly string[] {
  const { resource, name } = search;
  if (OPEN_RESOURCES.has(resource)) return [];
  if (name === 'patient')
    return [
      '@patient',
      ...markDirectives({ ...nearestMark('Patient.identifier'), method: 'PSEUDONYM' }),
    ];
  return markDirectives(markOfSearch(search));
}

function markOfSearch({ resource, name, type }: OutlineSearch): Mark {
  const { audience, categories } = nearestMark(resource);
  const identifying: Audience = { full: withoutResearch(audience).full, deidentified: [] };
  const method = 'SUPPRESS';
  if (type === 'date') return { categories: ['DATE'], method, audience: identifying };
  if (name === 'identifier') {
    const category = resource === 'Patient' ? 'RECORD_NUMBER' : 'OTHER_ID';
    return { categories: [category], method, audience: identifying };
  }
  if (type === 'string') return { categories: ['NAME'], method, audience: identifying };
  if (name === 'location') return { categories, method, audience: identifying };
  if (type === 'reference') return { categories: ['OTHER_ID'], method, audience: identifying };
  return { categories, method, audience };
}
