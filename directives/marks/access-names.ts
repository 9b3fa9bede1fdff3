import type { DocumentNode } from 'graphql';
import { FEDERATION } from './federation-directives.ts';
import { localDirectiveNames, readLinks, type SpecLink } from './links.ts';

/**
 * Apollo Federation's own directives of access control, without `@`. Each is a specification of its own in a
 * supergraph. https://www.apollographql.com/docs/graphos/routing/security/authorization
 */
export const ACCESS_NAMES = ['authenticated', 'requiresScopes', 'policy'] as const;

/** One of the directives of access control. */
export type AccessName = (typeof ACCESS_NAMES)[number];

/** Local directive name, without `@` → the directive of access control that it stands for. */
export type AccessNames = ReadonlyMap<string, AccessName>;

/**
 * Finds what a schema calls the directives of access control: as part of federation, in a subgraph, or of
 * their own specifications. Without a link a name is anybody's.
 */
export function accessNames(document: DocumentNode): AccessNames {
  const names = new Map<string, AccessName>();
  for (const link of readLinks(document)) {
    const own = accessSpec(link);
    for (const name of own ? [own] : link.identity === FEDERATION ? ACCESS_NAMES : []) {
      for (const local of localDirectiveNames(link, name)) names.set(local, name);
    }
  }
  return names;
}

/** The directive of access control that a link's specification is about; null for all others. */
export function accessSpec(link: SpecLink): AccessName | null {
  return ACCESS_NAMES.find((name) => link.identity === `https://specs.apollo.dev/${name}`) ?? null;
}

/** Whether a link is of the one version of these specifications that there is: v0.1. */
export function isKnownAccessVersion({ major, minor }: SpecLink): boolean {
  return major === 0 && minor === 1;
}
