import {
  claimedExtensions,
  claimsOf,
  fhirDefinition,
  profilesByResource,
  type Claim,
} from './us-core-claims.ts';
import { collectDataTypes } from './collect-data-types.ts';
import { collectExtension } from './collect-extension.ts';
import { rowsOf, type TypeChoice } from './element-rows.ts';
import {
  PART,
  type Obligation,
  type Outline,
  type OutlineElement,
  type OutlineSearch,
} from './outline.ts';
import type { Definitions, Element, Structure } from './read-definitions.ts';

/** An outline, and what of US Core it has no place for. */
export interface Collected {
  readonly outline: Outline;
  /** Elements that only refer to resources without a profile in US Core. */
  readonly leftOut: readonly string[];
}

/**
 * Collects what US Core asks of servers: the elements of each profiled resource that are mandatory, must be supported or
 * are of USCDI, the data types of FHIR that they have, and the search parameters.
 *
 * @throws Error if a definition is missing.
 */
export function collectOutline(definitions: Definitions): Collected {
  const byResource = profilesByResource(definitions);
  if (byResource.size === 0) throw new Error('no profile of US Core is among the definitions');
  const resources = new Set(byResource.keys());
  const leftOut: string[] = [];
  const elements: OutlineElement[] = [];
  /** Paths below data types that profiles name, such as `Dosage.text`. */
  const named = new Set<string>();
  const choiceOf = (claims: ReadonlyMap<string, Claim>): TypeChoice => ({
    definitions,
    resources,
    typesOf: (path) => claims.get(path)?.types ?? [],
  });

  for (const [resource, profiles] of byResource) {
    const base = fhirDefinition(definitions, resource);
    const { claims, inDataTypes } = placeClaims(claimsOf(profiles, definitions), base);
    for (const path of inDataTypes) named.add(path);
    const wanted = wantedElements(base, claims);
    for (const extension of claimedExtensions(profiles)) {
      const rows = collectExtension(resource, extension, choiceOf(new Map()));
      if (rows.length === 0) leftOut.push(`${resource}.${extension.name}`);
      elements.push(...rows);
    }
    for (const element of wanted) {
      const rows = rowsOf(element, obligationOf(element, claims), choiceOf(claims));
      if (rows.length === 0) leftOut.push(element.path);
      elements.push(...rows);
    }
  }
  elements.push(...collectDataTypes(elements, named, choiceOf(new Map())));
  return {
    outline: { ...described(definitions, byResource), elements: withoutEmpty(elements) },
    leftOut,
  };
}

/** Leaves out objects of which every element is left out. */
function withoutEmpty(elements: readonly OutlineElement[]): readonly OutlineElement[] {
  const parents = new Set(elements.map(({ path }) => parentOf(path)));
  const filled = elements.filter(({ path, type }) => type !== PART || parents.has(path));
  return filled.length === elements.length ? filled : withoutEmpty(filled);
}

/** Names of packages, profiles, search parameters, and resources whose provenance can be searched. */
function described(
  { packages, capabilities }: Definitions,
  byResource: ReadonlyMap<string, readonly Structure[]>,
): Omit<Outline, 'elements'> {
  const served = capabilities
    .filter(({ url }) => /\/us\/core\/.*server/.test(url))
    .flatMap(({ rest }) => rest)
    .flatMap(({ resource }) => resource)
    .filter(({ type }) => byResource.has(type));
  const searches = served.flatMap(({ type, searchParam }): OutlineSearch[] =>
    searchParam.map((each) => ({ resource: type, name: each.name, type: each.type })),
  );
  const withProvenance = served
    .filter(({ searchRevInclude }) => searchRevInclude.includes('Provenance:target'))
    .map(({ type }) => type);
  return {
    packages: new Map([...packages].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    profiles: new Map(
      [...byResource].map(([resource, profiles]) => [
        resource,
        profiles.map(({ url }) => url.replace(/^.*\//, '')).toSorted(),
      ]),
    ),
    searches,
    withProvenance: new Set(withProvenance),
  };
}

/** Assigns each claim to an element of FHIR's definition, or to the data type inside which its path ends. */
function placeClaims(
  claims: ReadonlyMap<string, Claim>,
  base: Structure,
): { readonly claims: ReadonlyMap<string, Claim>; readonly inDataTypes: readonly string[] } {
  const elements = base.snapshot?.element ?? [];
  const placed = new Map<string, Claim>();
  const inDataTypes: string[] = [];
  for (const [path, claim] of claims) {
    const own = elements.find((element) => element.path === path);
    const choice = own ? undefined : elements.find((element) => isChoiceOf(path, element));
    if (own) placed.set(path, claim);
    else if (choice) {
      const before = placed.get(choice.path);
      const types = choice.type.filter(({ code }) =>
        path.toLowerCase().endsWith(code.toLowerCase()),
      );
      const known = (before?.types ?? []).filter(({ code }) =>
        types.every((each) => each.code !== code),
      );
      const isMandatory = before?.isMandatory ?? false;
      const mustSupport = claim.mustSupport || before?.mustSupport === true;
      placed.set(choice.path, { ...claim, isMandatory, mustSupport, types: [...known, ...types] });
    } else {
      const owner = elements.findLast((element) => path.startsWith(`${element.path}.`));
      const rest = owner ? path.slice(owner.path.length + 1) : '';
      for (const { code } of owner?.type ?? []) inDataTypes.push(`${code}.${rest}`);
    }
  }
  return { claims: placed, inDataTypes };
}

/** Whether a path names one type of a choice: `Observation.valueQuantity` of `Observation.value[x]`. */
function isChoiceOf(path: string, { path: choice, type }: Element): boolean {
  if (!choice.endsWith('[x]')) return false;
  const stem = choice.slice(0, -'[x]'.length).toLowerCase();
  return type.some(({ code }) => path.toLowerCase() === stem + code.toLowerCase());
}

/**
 * The elements of a resource that a schema has: those with a claim, what is above and mandatory below them, and all of an
 * object of which the profiles name no element.
 */
function wantedElements(base: Structure, claims: ReadonlyMap<string, Claim>): readonly Element[] {
  const elements = (base.snapshot?.element ?? []).filter(
    ({ path }) => path.includes('.') && !/\.(?:id|extension|modifierExtension)$/.test(path),
  );
  const wanted = new Set<string>();
  const isSupported = (path: string) => {
    const claim = claims.get(path);
    return claim !== undefined && (claim.mustSupport || claim.isUscdi);
  };
  for (const { path, min } of elements) {
    const isTop = path.split('.').length === 2;
    const isClaimed = isSupported(path) || (isTop && (claims.has(path) || (min ?? 0) > 0));
    if (isClaimed) for (const above of pathsTo(path)) wanted.add(above);
  }
  for (const { path, contentReference } of elements) {
    if (!wanted.has(path)) continue;
    const children = elements.filter((child) => parentOf(child.path) === path);
    const hasNamed = children.some((child) => wanted.has(child.path));
    for (const child of children) {
      const isNeeded = (child.min ?? 0) > 0 || claims.has(child.path);
      if (!hasNamed || isNeeded || refersToWanted(child, wanted)) wanted.add(child.path);
    }
    if (contentReference !== undefined && !refersToWanted({ contentReference }, wanted))
      wanted.delete(path);
  }
  return elements.filter(({ path }) => wanted.has(path));
}

function refersToWanted(
  { contentReference }: Pick<Element, 'contentReference'>,
  wanted: ReadonlySet<string>,
): boolean {
  return contentReference !== undefined && wanted.has(contentReference.replace(/^.*#/, ''));
}

/** `A.b.c` → `A.b`, `A.b.c`. */
function pathsTo(path: string): readonly string[] {
  const names = path.split('.');
  return names.slice(1).map((_, index) => names.slice(0, index + 2).join('.'));
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('.'));
}

function obligationOf({ path, min }: Element, claims: ReadonlyMap<string, Claim>): Obligation {
  const claim = claims.get(path);
  if ((min ?? 0) > 0 || claim?.isMandatory === true) return 'mandatory';
  if (claim?.mustSupport === true) return 'must support';
  return claim?.isUscdi === true ? 'USCDI' : null;
}
