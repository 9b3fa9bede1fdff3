import { Kind } from 'graphql';
import { supergraphDocument } from '../../schema/supergraph-document.ts';
import type { IssuerConfig } from '../access/identity/identity-config.ts';
import type { SmartConfig } from '../access/smart/smart-config.ts';
import { US_CORE_RESOURCES } from '../access/smart/us-core-resources.ts';
import { SettingsError, type SettingProblem } from '../platform/errors.ts';
import type { Config } from './config.ts';

/**
 * Checks that the settings of issuers name roles, types and mutations that exist: a misspelled one would open nothing, without
 * a message. Without a graph (`supergraphSdl` null), types and mutations are not checked.
 *
 * Rules, policies and decision points of the operator get the roles of callers and may know further ones: with any of these,
 * roles are not checked.
 *
 * @throws SettingsError that names each setting.
 */
export function assertIssuers(sections: Partial<Config>, supergraphSdl: string | null): void {
  const roles = knownRoles(sections);
  const graph = supergraphSdl === null ? null : readNames(supergraphSdl);
  const problems = (sections.identity?.issuers ?? []).flatMap((issuer, index) => {
    const path = `identity.issuers[${index}]`;
    const { smart } = issuer;
    return [
      ...(roles === null ? [] : roleProblems(issuer, path, roles)),
      ...(smart === null || graph === null ? [] : tableProblems(smart, `${path}.smart`, graph)),
    ];
  });
  if (problems.length > 0) throw new SettingsError(problems);
}

/** Null if other roles may exist. */
function knownRoles({
  authorization,
  purpose,
  admin,
  relationships,
}: Partial<Config>): ReadonlySet<string> | null {
  // A section that is not valid may name any role.
  if (!authorization || purpose === undefined || admin === undefined || relationships === undefined)
    return null;
  const { reach, rules, policies } = authorization;
  if (rules !== null || policies !== null || relationships?.source.kind === 'decision-point')
    return null;
  return new Set([...reach.keys(), ...(purpose?.roles.keys() ?? []), ...(admin?.roles ?? [])]);
}

function* roleProblems(
  { roles, smart }: Pick<IssuerConfig, 'roles' | 'smart'>,
  path: string,
  known: ReadonlySet<string>,
): Generator<SettingProblem> {
  const given = [
    ...[...(roles.map ?? [])].map(([value, role]) => [`roles.map.${value}`, role] as const),
    ...(['patient', 'user'] as const).flatMap((level) =>
      [...(smart?.roles?.[level] ?? [])].flatMap(([type, list]) =>
        list.map((role) => [`smart.roles.${level}.${type}`, role] as const),
      ),
    ),
    ...(smart?.roles?.system ?? []).map((role) => [`smart.roles.system`, role] as const),
  ];
  for (const [setting, role] of given) {
    if (known.has(role)) continue;
    const text = `gives the role "${role}", which authorization.reach does not name. Fix its spelling, or give it a reach.`;
    yield { path: `${path}.${setting}`, text };
  }
}

/** What the graph has. */
interface GraphNames {
  readonly types: ReadonlySet<string>;
  readonly mutations: ReadonlySet<string>;
}

function readNames(supergraphSdl: string): GraphNames {
  const definitions = supergraphDocument(supergraphSdl).definitions.filter(
    (each) =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION ||
      each.kind === Kind.INTERFACE_TYPE_DEFINITION ||
      each.kind === Kind.UNION_TYPE_DEFINITION,
  );
  // In a supergraph, root types have their usual names.
  const mutation = definitions.find(({ name }) => name.value === 'Mutation');
  const fields = mutation && 'fields' in mutation ? (mutation.fields ?? []) : [];
  return {
    types: new Set(definitions.map(({ name }) => name.value)),
    mutations: new Set(fields.map(({ name }) => name.value)),
  };
}

function* tableProblems(
  { resources, mutations }: SmartConfig,
  path: string,
  graph: GraphNames,
): Generator<SettingProblem> {
  for (const [resource, row] of resources) {
    // Rows that the configuration leaves out are for any graph.
    if (US_CORE_RESOURCES.get(resource) === row) continue;
    for (const type of row.types.filter((each) => !graph.types.has(each))) {
      const text = `the row ${resource} is for the type ${type}, which the graph does not have. Fix \`types\`.`;
      yield { path: `${path}.resources`, text };
    }
  }
  for (const field of mutations.keys())
    if (!graph.mutations.has(field)) {
      const text = 'is not a mutation of the graph. Fix its spelling, or remove it.';
      yield { path: `${path}.mutations.${field}`, text };
    }
}
