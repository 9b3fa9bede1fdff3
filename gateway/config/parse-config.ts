import { resolve } from 'node:path';
import type { AdminConfig, Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { locateIndex } from './locate-index.ts';
import { findIssuerProblems } from './find-issuer-problems.ts';
import { findRoleProblems } from './find-role-problems.ts';
import { parseTree } from './parse-tree.ts';
import { readFacts } from './read-facts.ts';
import { readKeys } from './read-keys.ts';
import { readSections } from './read-sections.ts';
import { readRelationships } from './read-relationships.ts';
import { readSmallAreas } from './read-small-areas.ts';

/** A configuration, or everything that is wrong with it: what to mend, by path. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: ReadonlyMap<string, string> };

/**
 * Parses a configuration tree as YAML gave it (with flags laid over it) into a frozen {@link Config}.
 *
 * Reports every problem at once: missing variables, wrong values, unknown keys, unsafe transport, and of the
 * sections that can be read what lies in files and what they say of roles. Relative paths start at `folder`. Reads
 * nothing but the files of keys, of operations (`relationships`, `admin.facts`) and of small areas.
 */
export function parseConfig(
  tree: unknown,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedConfig {
  const schema = configSchema(folder);
  const { data, expanded, problems: found } = parseTree(schema, tree, environment);
  const problems = new Map(found);
  const report = (path: string, problem: string) => {
    if (!problems.has(path)) problems.set(path, problem);
  };
  const { roles, ...sections } = data ? { ...data, roles: data } : readSections(schema, expanded);
  if (roles) for (const { path, text } of findRoleProblems(roles)) report(path, text);
  for (const { path, text } of findIssuerProblems(expanded)) report(path, text);
  const keys = readKeys(
    { pseudonymKey: sections.pseudonymKey ?? null, breakGlass: sections.breakGlass ?? null },
    report,
  );
  const index =
    sections.audit && sections.admin
      ? locateIndex({ audit: sections.audit, admin: sections.admin }, (problem) =>
          report('admin.index', problem),
        )
      : null;
  const facts = readFacts(sections.admin?.facts ?? null, report);
  const related =
    sections.relationships === undefined || roles === null
      ? null
      : readRelationships(sections.relationships, roles.authorization.reach);
  const smallAreas = readSmallAreas(sections.deidentification?.smallAreas ?? null, (problem) =>
    report('deidentification.smallAreas.file', problem),
  );
  if (related?.ok === false) report(related.path, related.problem);
  if (problems.size > 0 || data === null || related?.ok !== true) return { ok: false, problems };

  const { pseudonymKey: _source, ...rest } = data;
  const { location } = rest.audit;
  const beside = location.kind === 'sqlite' ? location.path : resolve(folder, '.data/audit');
  const admin: AdminConfig | null = rest.admin && index && { ...rest.admin, index, facts };
  const config: Config = {
    ...rest,
    authorization: {
      ...rest.authorization,
      defaultRoles: [...new Set(rest.authorization.defaultRoles)].toSorted(),
      pseudonymKey: keys.pseudonymKey,
    },
    breakGlass: keys.breakGlass,
    admin,
    deidentification: { ...rest.deidentification, smallAreas },
    relationships: related.relationships,
    audit: {
      ...rest.audit,
      key: rest.audit.key ?? `${beside}.key`,
      guard: rest.audit.guard ?? `${beside}.guard`,
    },
  };
  return { ok: true, config: freeze(config) };
}

/** Freezes plain objects and arrays, all the way down; Maps and bytes are read-only by their type. */
function freeze<Value>(value: Value): Value {
  if (Array.isArray(value) || (value !== null && typeof value === 'object' && isPlain(value))) {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
  return value;
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}
