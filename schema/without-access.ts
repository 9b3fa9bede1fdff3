import { visit, type DocumentNode } from 'graphql';
import { accessNames, accessSpec, isKnownAccessVersion } from '../directives/marks/access-names.ts';
import { readLinks, type SpecLink } from '../directives/marks/links.ts';

/**
 * A supergraph without federation's access control: `@authenticated`, `@requiresScopes` and `@policy` with
 * their links and definitions. Apollo's planner refuses what it doesn't know how to enforce; this much is
 * enforced by the policy, so it is taken out before. Other versions and specifications stay, and are refused.
 */
export function withoutAccess(supergraph: DocumentNode): DocumentNode {
  const links = readLinks(supergraph).filter(
    (link) => accessSpec(link) !== null && isKnownAccessVersion(link),
  );
  if (links.length === 0) return supergraph;
  const nodes = new Set(links.map(({ node }) => node));
  const names = accessNames(supergraph);
  const scalars = new Set(links.flatMap(scalarNames));
  return visit(supergraph, {
    Directive: (node) => (nodes.has(node) || names.has(node.name.value) ? null : undefined),
    DirectiveDefinition: (node) => (names.has(node.name.value) ? null : undefined),
    ScalarTypeDefinition: (node) => (scalars.has(node.name.value) ? null : undefined),
  });
}

/** `requiresScopes__Scope` and `policy__Policy`, under whatever names the supergraph has them. */
function scalarNames({ namespace, imports }: SpecLink): string[] {
  return [
    `${namespace}__Scope`,
    `${namespace}__Policy`,
    ...imports.flatMap(({ name, as }) => (name.startsWith('@') ? [] : [as])),
  ];
}
