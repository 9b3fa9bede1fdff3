import type { DirectiveNode, DocumentNode } from 'graphql';
import { localDirectiveNames, readLinks } from './links.ts';

/**
 * Finds the applications of a directive among all directives on one element of a schema. `directive` is its name in the
 * specification, such as `key`.
 */
export type DirectiveFinder = (
  directive: string,
  applied: readonly DirectiveNode[] | undefined,
) => DirectiveNode[];

/**
 * Creates a finder for a specification's directives, under the local names that a schema's `@link`s give them.
 * `identity` is the specification's URL without its version, such as `https://specs.apollo.dev/federation`. If the
 * schema imports `@key` as `@primaryKey`, the finder returns the applications of `@primaryKey` for `key`. Without a link
 * it finds none.
 */
export function createDirectiveFinder(document: DocumentNode, identity: string): DirectiveFinder {
  const links = readLinks(document).filter((link) => link.identity === identity);
  const known = new Map<string, ReadonlySet<string>>();
  const namesOf = (directive: string) => {
    const names =
      known.get(directive) ??
      new Set(links.flatMap((link) => [...localDirectiveNames(link, directive)]));
    known.set(directive, names);
    return names;
  };
  return (directive, applied = []) => {
    if (applied.length === 0) return [];
    const names = namesOf(directive);
    return applied.filter((node) => names.has(node.name.value));
  };
}

/** Whether a schema links a specification, named by its URL without the version. */
export function isLinked(document: DocumentNode, identity: string): boolean {
  return readLinks(document).some((link) => link.identity === identity);
}
