import type { DirectiveNode, DocumentNode } from 'graphql';
import { localDirectiveNames, readLinks } from './links.ts';

/** Finds the applications of one directive of a specification, such as `key`, among those on an element. */
export type DirectiveFinder = (
  directive: string,
  applied: readonly DirectiveNode[] | undefined,
) => DirectiveNode[];

/**
 * Creates a finder for a specification's directives, under the local names that a schema's `@link`s give them. Without
 * a link it finds none.
 */
export function createDirectiveFinder(document: DocumentNode, identity: string): DirectiveFinder {
  const links = readLinks(document).filter((link) => link.identity === identity);
  return (directive, applied) => {
    const names = new Set(links.flatMap((link) => [...localDirectiveNames(link, directive)]));
    return (applied ?? []).filter((node) => names.has(node.name.value));
  };
}

/** Whether a schema links a specification. */
export function isLinked(document: DocumentNode, identity: string): boolean {
  return readLinks(document).some((link) => link.identity === identity);
}
