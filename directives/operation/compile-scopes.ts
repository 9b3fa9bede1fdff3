import type { GraphQLSchema } from 'graphql';
import type { Policy } from '../policy/policy.ts';
import { findScopeNeeds, type Need, type ScopeTable } from './scope-needs.ts';
import type { ScopeAccess } from './scope-access.ts';

/** What a token's scopes grant: resource, or `*` for every resource, → letters of `cruds`. */
export type GrantedResources = ReadonlyMap<string, string>;

/**
 * Compiles what scopes admit of a graph, by what its elements need ({@link findScopeNeeds}). `name` distinguishes the keys
 * of several tables for one graph.
 */
export function compileScopes(
  schema: GraphQLSchema,
  policy: Policy,
  { name, table }: { readonly name: string; readonly table: ScopeTable },
): (granted: GrantedResources) => ScopeAccess {
  const needs = findScopeNeeds(schema, policy, table);
  return (granted) => {
    const isMet = (need: Need): boolean =>
      ['*', ...need.resources].some((resource) => {
        const letters = lettersOf(granted, resource);
        const needed = need.letters.split('');
        return need.all
          ? needed.every((letter) => letters.includes(letter))
          : needed.some((letter) => letters.includes(letter));
      });
    return {
      key: JSON.stringify([name, [...granted].toSorted(([a], [b]) => (a < b ? -1 : 1))]),
      admits: (coordinate) => needs.get(coordinate)?.every(isMet) === true,
    };
  };
}

/** A scope without search parameters covers every part of its resource, and one for `*` every resource. */
function lettersOf(granted: GrantedResources, resource: string): string {
  const type = resource.replace(/\?.*$/s, '');
  return ['*', type, resource].map((covering) => granted.get(covering) ?? '').join('');
}
