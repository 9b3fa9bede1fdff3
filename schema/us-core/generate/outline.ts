/** What US Core says of an element; null for an element of a data type, of which a schema takes all. */
export type Obligation = 'mandatory' | 'must support' | 'USCDI' | null;

/**
 * One element of a resource, a part of one or a data type: `Patient.name`. A choice is one row for each of its types
 * (`Observation.valueQuantity`), an extension has the name of its slice (`Patient.race`).
 */
export interface OutlineElement {
  readonly path: string;
  /**
   * A type of FHIR, `AgeRange` for a range of ages, {@link PART} for an object with rows of its own, or `Reference(A|B)` with
   * the types of the targets.
   */
  readonly type: string;
  readonly isList: boolean;
  readonly obligation: Obligation;
  /** FHIR's short description. */
  readonly short: string;
}

/** A search parameter of the capability statement for servers. */
export interface OutlineSearch {
  readonly resource: string;
  readonly name: string;
  /** date, reference, string or token. */
  readonly type: string;
}

/** All that a schema takes from the published definitions. */
export interface Outline {
  /** Name of a package → its version. */
  readonly packages: ReadonlyMap<string, string>;
  /** Resource → ids of the profiles of it. */
  readonly profiles: ReadonlyMap<string, readonly string[]>;
  readonly elements: readonly OutlineElement[];
  readonly searches: readonly OutlineSearch[];
  /** Resources that a search can return together with their provenance. */
  readonly withProvenance: ReadonlySet<string>;
}

/** The type of an element that has elements of its own. */
export const PART = 'BackboneElement';

const HEADER = 'element\ttype\tcardinality\tobligation\tshort';

/** Writes an outline as a table with tabs, so that a new release shows as changed rows. */
export function printOutline(outline: Outline): string {
  const rows = [
    ...[...outline.packages].map(([name, version]) => [`package ${name}`, version]),
    ...[...outline.profiles].map(([resource, profiles]) => [
      `profiles ${resource}`,
      profiles.join(' '),
    ]),
    ...outline.elements.map((each) => [
      each.path,
      each.type,
      each.isList ? '*' : '1',
      each.obligation ?? '',
      each.short,
    ]),
    ...outline.searches.map(({ resource, name, type }) => [`search ${resource}?${name}`, type]),
    ...[...outline.withProvenance].map((resource) => [`provenance ${resource}`]),
  ];
  return `${[HEADER, ...rows.map((row) => row.join('\t').trimEnd())].join('\n')}\n`;
}

/**
 * Reads what {@link printOutline} wrote.
 *
 * @throws Error for a row in another form.
 */
export function parseOutline(text: string): Outline {
  const packages = new Map<string, string>();
  const profiles = new Map<string, readonly string[]>();
  const elements: OutlineElement[] = [];
  const searches: OutlineSearch[] = [];
  const withProvenance = new Set<string>();
  const [header, ...lines] = text.trimEnd().split('\n');
  if (header !== HEADER) throw new Error('the outline has another first line');
  for (const line of lines) {
    const [first = '', type = '', cardinality = '', obligation = '', short = ''] = line.split('\t');
    const [, kind, name = ''] = /^(package|profiles|search|provenance) (.+)$/.exec(first) ?? [];
    const [, resource = '', parameter = ''] = /^(\w+)\?([\w-]+)$/.exec(name) ?? [];
    if (kind === 'package') packages.set(name, type);
    else if (kind === 'profiles') profiles.set(name, type.split(' '));
    else if (kind === 'search') searches.push({ resource, name: parameter, type });
    else if (kind === 'provenance') withProvenance.add(name);
    else if (isObligation(obligation) && /^[A-Z]\w*(?:\.\w+)+$/.test(first) && type !== '')
      elements.push({
        path: first,
        type,
        isList: cardinality === '*',
        obligation: obligation === '' ? null : obligation,
        short,
      });
    else throw new Error(`the outline has a row that is not an element: ${line}`);
  }
  return { packages, profiles, elements, searches, withProvenance };
}

function isObligation(text: string): text is Exclude<Obligation, null> | '' {
  return ['mandatory', 'must support', 'USCDI', ''].includes(text);
}

/** The data type that an age, or a range of ages, has the elements of; the type itself for others. */
export function valueType(type: string): string {
  if (type === 'Age') return 'Quantity';
  return type === 'AgeRange' ? 'Range' : type;
}

/** The types of a reference's targets; null for another type. */
export function referenceTargets(type: string): readonly string[] | null {
  const [, targets] = /^Reference\((.+)\)$/.exec(type) ?? [];
  return targets?.split('|') ?? null;
}
