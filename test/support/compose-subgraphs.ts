import type { Coordinate } from '../../directives/coordinate.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { problemLine } from '../../directives/marks/problem.ts';
import { compose, type Composition } from '../../schema/compose.ts';
import { timedSync } from './timed.ts';

/** The `@link` head that is prepended to the schema of each test subgraph. */
export const HEAD = `
extend schema
  @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires", "@provides", "@shareable", "@override", "@inaccessible", "@interfaceObject", "@authenticated", "@requiresScopes", "@policy", "@composeDirective"])
  @link(url: "https://phi-gateway.dev/phi/v1.0", import: ["@phi", "@role", "@patient"])
  @composeDirective(name: "@phi")
  @composeDirective(name: "@role")
  @composeDirective(name: "@patient")
`;

/** Composes subgraphs, by name, from schemas without {@link HEAD}. */
export function composeMarked(subgraphs: Readonly<Record<string, string>>): Composition {
  return composeSdl(
    Object.fromEntries(Object.entries(subgraphs).map(([name, sdl]) => [name, `${HEAD}${sdl}`])),
  );
}

/** Composes subgraphs, by name, from complete schemas. */
export function composeSdl(subgraphs: Readonly<Record<string, string>>): Composition {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: `http://${name}.test`,
    sdl,
  }));
  return timedSync('composition', () => compose(services));
}

/** Composes the subgraphs, which must succeed, and returns the policy. */
export function policyOf(subgraphs: Readonly<Record<string, string>>): Policy {
  const composed = composeMarked(subgraphs);
  if (composed.ok) return composed.policy;
  throw new Error(composed.problems.map(problemLine).join('\n'));
}

/**
 * A requirement in one line: clauses as `physician|nurse~researcher` joined by `&` (de-identified after
 * `~`), `default` for the default roles, categories in brackets, and the method; `open` for none.
 */
export function needOf(policy: Policy, coordinate: string): string {
  const requirement = policy.requirements.get(coordinate as Coordinate);
  if (!requirement) return 'open';
  const clauses = requirement.clauses.map(
    ({ anyOf, deidentified }) =>
      anyOf.join('|') + (deidentified.length > 0 ? `~${deidentified.join('|')}` : ''),
  );
  if (requirement.usesDefaultRoles) clauses.push('default');
  const all = [...new Set(clauses)].toSorted().join(' & ');
  return `${all} [${requirement.categories.join(' ')}] ${requirement.method}`;
}
