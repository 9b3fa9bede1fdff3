import type { Definitions, Element, ElementType, Structure } from './read-definitions.ts';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/';
const FHIR = 'http://hl7.org/fhir/StructureDefinition/';
const USCDI = `${US_CORE}uscdi-requirement`;
const TYPE_MUST_SUPPORT = `${FHIR}elementdefinition-type-must-support`;

/** What the profiles of a resource say of one of its elements. */
export interface Claim {
  readonly isMandatory: boolean;
  readonly mustSupport: boolean;
  readonly isUscdi: boolean;
  /** The types that servers must support; those that are allowed if the profiles say nothing of support. */
  readonly types: readonly ElementType[];
}

/** An extension that a profile names, as a field of its resource. */
export interface ClaimedExtension {
  /** The name of the slice, such as `race`. */
  readonly name: string;
  readonly url: string;
  readonly isList: boolean;
  readonly mustSupport: boolean;
}

/** The profiles of US Core by the resource that they constrain. */
export function profilesByResource({
  structures,
}: Definitions): ReadonlyMap<string, readonly Structure[]> {
  const found = [...structures.values()].filter(
    ({ url, kind, derivation }) =>
      url.startsWith(US_CORE) && kind === 'resource' && derivation === 'constraint',
  );
  const resources = [...new Set(found.map(({ type }) => type))].toSorted();
  return new Map(
    resources.map((resource) => [resource, found.filter(({ type }) => type === resource)]),
  );
}

/** The definition of a resource or data type in FHIR itself. */
export function fhirDefinition({ structures }: Definitions, type: string): Structure {
  const found = structures.get(FHIR + type);
  if (found?.snapshot) return found;
  throw new Error(`FHIR's definition of ${type} is missing: give the package hl7.fhir.r4.core too`);
}

export function definedElements({ differential, snapshot }: Structure): readonly Element[] {
  return (differential ?? snapshot)?.element ?? [];
}

/**
 * Joins what the profiles of one resource say of each path. A path is mandatory if FHIR or every profile says so, and
 * must be supported if one profile says so.
 */
export function claimsOf(
  profiles: readonly Structure[],
  definitions: Definitions,
): ReadonlyMap<string, Claim> {
  const byPath = new Map<string, Element[]>();
  for (const element of profiles.flatMap(definedElements)) {
    if (!element.path.includes('.') || element.max === '0') continue;
    if (/\.(?:extension|modifierExtension)(?:\.|$)/.test(element.path)) continue;
    const isClaimed =
      element.mustSupport === true || isUscdiElement(element) || (element.min ?? 0) > 0;
    if (isClaimed) byPath.set(element.path, [...(byPath.get(element.path) ?? []), element]);
  }
  return new Map(
    [...byPath].map(([path, elements]) => [
      path,
      {
        isMandatory: profiles.every((profile) => minimum(profile, path, definitions) > 0),
        mustSupport: elements.some((element) => element.mustSupport === true),
        isUscdi: elements.some(isUscdiElement),
        types: joinTypes(elements.map(({ type }) => type)),
      },
    ]),
  );
}

/** The extensions of a resource itself that its profiles ask servers to support. */
export function claimedExtensions(profiles: readonly Structure[]): readonly ClaimedExtension[] {
  const found = new Map<string, ClaimedExtension>();
  for (const element of profiles.flatMap(definedElements)) {
    const [url] = element.type.flatMap(({ profile }) => profile);
    const isRoot = /^\w+\.extension$/.test(element.path);
    if (!isRoot || element.sliceName === undefined || url === undefined) continue;
    if (element.mustSupport !== true && !isUscdiElement(element)) continue;
    const [name] = element.sliceName.split('/');
    if (name === undefined) continue;
    found.set(name, {
      name: camelCase(name),
      url: url.replace(/\|.*$/, ''),
      isList: element.max !== undefined && element.max !== '1',
      mustSupport: element.mustSupport === true,
    });
  }
  return [...found.values()];
}

/** `supporting-info` → `supportingInfo`. */
export function camelCase(name: string): string {
  return name.replace(/[-_]+(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function isUscdiElement({ extension }: Element): boolean {
  return extension.some(({ url, valueBoolean }) => url === USCDI && valueBoolean === true);
}

/** The least number of values that a profile asks for, its base profiles and FHIR included; slices do not count. */
function minimum(profile: Structure, path: string, definitions: Definitions): number {
  const own = definedElements(profile).find(
    (element) => element.path === path && element.sliceName === undefined,
  );
  if (own?.min !== undefined) return own.min;
  const base = definitions.structures.get(profile.baseDefinition ?? '');
  return base ? minimum(base, path, definitions) : 0;
}

/**
 * The types that one of some elements has. If an element says which of its types a server must support, its other types
 * are left out; so are the targets of a reference.
 */
function joinTypes(lists: readonly (readonly ElementType[])[]): readonly ElementType[] {
  const joined = new Map<string, ElementType>();
  for (const types of lists) {
    const supported = types.filter(({ extension }) => isSupported(extension));
    for (const type of supported.length > 0 ? supported : types) {
      const targets = supportedTargets(type);
      const before = joined.get(type.code)?.targetProfile ?? [];
      const targetProfile = [...new Set([...before, ...targets])];
      joined.set(type.code, { ...type, targetProfile });
    }
  }
  return [...joined.values()];
}

function supportedTargets({ targetProfile, _targetProfile }: ElementType): readonly string[] {
  const supported = targetProfile.filter((_, index) =>
    isSupported(_targetProfile[index]?.extension ?? []),
  );
  return supported.length > 0 ? supported : targetProfile;
}

function isSupported(extensions: ElementType['extension']): boolean {
  return extensions.some(
    ({ url, valueBoolean }) => url === TYPE_MUST_SUPPORT && valueBoolean === true,
  );
}
