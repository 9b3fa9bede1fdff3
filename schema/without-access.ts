import { visit, type DocumentNode } from 'graphql';
import {
  readAccessNames,
  accessSpec,
  isKnownAccessVersion,
} from '../directives/marks/access-names.ts';
import { readLinks, type SpecLink } from '../directives/marks/links.ts';

/**
 * Removes federation's access control from a supergraph: `@authenticated`, `@requiresScopes` and `@policy`, their links
 * and definitions. The policy enforces these; Apollo's planner would refuse them. Unknown versions and other
 * specifications stay and are refused.
 */
export function withoutAccess(supergraph: DocumentNode): DocumentNode {
  const links = readLinks(supergraph).filter(
    (link) => accessSpec(link) !== null && isKnownAccessVersion(link),
  );
  if (links.length === 0) return supergraph;
  const nodes = new Set(links.map(({ node }) => node));
  const names = readAccessNames(supergraph);
  const scalars = new Set(links.flatMap(scalarNames));
  return visit(supergraph, {
    Directive: (node) => (nodes.has(node) || names.has(node.name.value) ? null : undefined),
    DirectiveDefinition: (node) => (names.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (scalars.has(node.name.value) ? null : undefined),
  });
}

/** The local names of the scalars `requiresScopes__Scope` and `policy__Policy`. */
function scalarNames({ namespace, imports }: SpecLink): string[] {
  return [
    `${namespace}__Scope`,
    `${namespace}__Policy`,
    ...imports.flatMap(({ name, as }) => (name.startsWith('@') ? [] : [as])),
  ];
}
