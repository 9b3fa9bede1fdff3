import type { DocumentNode } from 'graphql';
import { FEDERATION } from './federation-directives.ts';
import { localDirectiveNames, readLinks, type SpecLink } from './links.ts';

/**
 * Apollo Federation's access control directives, without `@`. In a supergraph each has a specification of its own.
 * https://www.apollographql.com/docs/graphos/routing/security/authorization
 */
export const ACCESS_NAMES = ['authenticated', 'requiresScopes', 'policy'] as const;

/** An access control directive. */
export type AccessName = (typeof ACCESS_NAMES)[number];

/** Local directive name, without `@` → access control directive. */
export type AccessNames = ReadonlyMap<string, AccessName>;

/**
 * Finds a schema's local names for the access control directives, imported from federation or from their own
 * specifications. Without a `@link`, a directive with such a name is the author's own.
 */
export function readAccessNames(document: DocumentNode): AccessNames {
  const names = new Map<string, AccessName>();
  for (const link of readLinks(document)) {
    for (const name of directivesOf(link)) {
      for (const local of localDirectiveNames(link, name)) names.set(local, name);
    }
  }
  return names;
}

/** The access control directives of a linked specification. */
function directivesOf(link: SpecLink): readonly AccessName[] {
  if (link.identity === FEDERATION) return ACCESS_NAMES;
  const name = accessSpec(link);
  return name ? [name] : [];
}

/** The access control directive that a link's specification defines; null for other specifications. */
export function accessSpec(link: SpecLink): AccessName | null {
  return ACCESS_NAMES.find((name) => link.identity === `https://specs.apollo.dev/${name}`) ?? null;
}

/** Whether a link has the only published version of the specifications in {@link accessSpec}, v0.1. */
export function isKnownAccessVersion({ major, minor }: SpecLink): boolean {
  return major === 0 && minor === 1;
}
