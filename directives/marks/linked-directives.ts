import type { DirectiveNode, DocumentNode } from 'graphql';
import { localDirectiveNames, readLinks } from './links.ts';

/** Finds the applications of one directive of a specification. */
export type LinkedDirectives = (
  directive: string,
  applied: readonly DirectiveNode[] | undefined,
) => DirectiveNode[];

/** Finds a specification's directives under the local names of a schema's `@link`; empty without a link. */
export function linkedDirectives(document: DocumentNode, identity: string): LinkedDirectives {
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
