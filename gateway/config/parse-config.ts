import { resolve } from 'node:path';
import type { AdminConfig, Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { locateIndex } from './locate-index.ts';
import { findRoleProblems } from './find-role-problems.ts';
import { parseTree, problemLines } from './parse-tree.ts';
import { readFacts } from './read-facts.ts';
import { readKeys } from './read-keys.ts';
import { readRelationships } from './read-relationships.ts';
import { readSmallAreas } from './read-small-areas.ts';

/** A configuration, or everything that is wrong with it: one line a problem, each with its path and a mend. */
export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Parses a configuration tree as YAML gave it (with flags laid over it) into a frozen {@link Config}.
 *
 * Reports every problem at once: missing variables, wrong values, unknown keys, unsafe transport. Relative
 * paths start at `folder`. Reads nothing but the files of keys, of operations (`relationships`,
 * `admin.facts`) and of small areas.
 */
export function parseConfig(
  tree: unknown,
  folder: string,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedConfig {
  const { data, problems: found } = parseTree(configSchema(folder), tree, environment);
  const problems = new Map(found);
  if (data !== null) {
    for (const { path, text } of findRoleProblems(data)) problems.set(path, text);
  }
  const keys =
    data === null ? null : readKeys(data, (path, problem) => void problems.set(path, problem));
  const index =
    data === null
      ? null
      : locateIndex(data, (problem) => void problems.set('admin.index', problem));
  const facts =
    data === null
      ? null
      : readFacts(data.admin?.facts ?? null, (path, problem) => void problems.set(path, problem));
  const related =
    data === null ? null : readRelationships(data.relationships, data.authorization.reach);
  const smallAreas =
    data === null
      ? null
      : readSmallAreas(
          data.deidentification.smallAreas,
          (problem) => void problems.set('deidentification.smallAreas.file', problem),
        );
  if (related?.ok === false) problems.set(related.path, related.problem);
  if (
    problems.size > 0 ||
    data === null ||
    keys === null ||
    smallAreas === null ||
    related?.ok !== true
  ) {
    return { ok: false, problems: problemLines(problems) };
  }

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
    deidentification: { smallAreas },
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
