import { resolve } from 'node:path';
import type { AdminConfig, AuditConfig, Config } from './config.ts';
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

/** What is known of a configuration, and everything that is wrong with it. */
export interface ParsedConfig {
  /** Null where there are problems. */
  readonly config: Config | null;
  /** The sections that can be read, whatever is wrong with others. */
  readonly known: Partial<Config>;
  /** What to mend, by path. */
  readonly problems: ReadonlyMap<string, string>;
}

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
  const { data, expanded, problems: found, faulty } = parseTree(schema, tree, environment);
  const problems = new Map(found);
  const report = (path: string, problem: string) => {
    if (!problems.has(path)) problems.set(path, problem);
  };
  const { roles, ...sections } = data
    ? { ...data, roles: data }
    : readSections(schema, expanded, faulty);
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

  const {
    pseudonymKey: _source,
    audit,
    admin,
    authorization,
    deidentification,
    ...rest
  } = sections;
  const known: Partial<Config> = freeze({
    ...rest,
    breakGlass: keys.breakGlass,
    ...(authorization && {
      authorization: {
        ...authorization,
        defaultRoles: [...new Set(authorization.defaultRoles)].toSorted(),
        pseudonymKey: keys.pseudonymKey,
      },
    }),
    ...(admin !== undefined &&
      (admin === null || index !== null) && {
        admin: admin && index && ({ ...admin, index, facts } satisfies AdminConfig),
      }),
    ...(deidentification && { deidentification: { ...deidentification, smallAreas } }),
    relationships: related?.ok === true ? related.relationships : null,
    ...(audit && { audit: withFiles(audit, folder) }),
  });
  const isWhole = problems.size === 0 && data !== null;
  return { config: isWhole ? (known as Config) : null, known, problems };
}

/** Key and guard lie beside the ledger unless it is said. */
function withFiles(
  audit: Omit<AuditConfig, 'key' | 'guard'> & {
    readonly key: string | null;
    readonly guard: string | null;
  },
  folder: string,
): AuditConfig {
  const { location } = audit;
  const beside = location.kind === 'sqlite' ? location.path : resolve(folder, '.data/audit');
  return {
    ...audit,
    key: audit.key ?? `${beside}.key`,
    guard: audit.guard ?? `${beside}.guard`,
  };
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
