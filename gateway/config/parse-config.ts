import type { AdminConfig } from '../reports/admin-config.ts';
import type { Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { findCredentialProblems } from './find-credential-problems.ts';
import { findDevelopmentProblems } from './find-development-problems.ts';
import { findHttp2Problems } from './find-http2-problems.ts';
import { findIssuerProblems } from './find-issuer-problems.ts';
import { findRoleProblems } from './find-role-problems.ts';
import { findSignatureProblems } from './find-signature-problems.ts';
import { locateIndex } from './locate-index.ts';
import { parseTree } from './parse-tree.ts';
import { readSections } from './read-sections.ts';

/** A configuration as far as it is valid, and everything that is wrong with it. */
export interface ParsedConfig {
  /** Null if there are problems. */
  readonly config: Config | null;
  /** The sections that are valid, even if others are not. */
  readonly validSections: Partial<Config>;
  /** What to fix, by path. */
  readonly problems: ReadonlyMap<string, string>;
}

/**
 * Parses a configuration tree, read from YAML with flags merged into it, into a frozen {@link Config}.
 *
 * Reports every problem at once: missing variables, wrong values, unknown keys, unsafe transport, unreadable files,
 * and contradictions between valid sections. Relative paths start at `folder`.
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
    ? // A valid configuration has each section that mentions roles.
      { ...data, roles: data }
    : readSections(schema, expanded, faulty);
  // Null states that there is no relationship source; undefined is a section with problems.
  const mayHaveRelationships = sections.relationships !== null;
  if (roles !== null)
    for (const { path, text } of findRoleProblems(roles, mayHaveRelationships)) report(path, text);
  for (const find of [findIssuerProblems, findDevelopmentProblems])
    for (const { path, text } of find(expanded)) report(path, text);
  const { graph, subgraph } = sections;
  if (graph && subgraph) {
    for (const { path, text } of findSignatureProblems({ graph, subgraph })) report(path, text);
    const credentials = findCredentialProblems({ graph, subgraph }, sections);
    for (const { path, text } of credentials) report(path, text);
    // Subgraphs without a URL have that of the supergraph, which is not loaded yet.
    const located = graph.subgraphs.map(({ name, url }) => ({ name, url: url ?? '' }));
    for (const { path, text } of findHttp2Problems({ graph, subgraph }, located))
      report(path, text);
    for (const [index, { maxResponseBytes = 0 }] of graph.subgraphs.entries())
      if (2 * maxResponseBytes > subgraph.maxBytesInFlight)
        report(`graph.subgraphs[${index}].maxResponseBytes`, TOO_LARGE);
  }

  // The place of the report index depends on the ledger, so that section needs a valid `audit`.
  const { admin, ...rest } = sections;
  const validSections: Partial<Config> = { ...rest };
  if (admin === null) Object.assign(validSections, { admin });
  else if (admin !== undefined && sections.audit !== undefined) {
    const refuse = (problem: string) => report('admin.index', problem);
    const index = locateIndex(sections.audit, admin.index, refuse);
    Object.assign(validSections, { admin: { ...admin, index } satisfies AdminConfig });
  }
  freeze(validSections);
  const isWhole = problems.size === 0 && data !== null;
  return { config: isWhole ? (validSections as Config) : null, validSections, problems };
}

const TOO_LARGE =
  'must be at most half of subgraph.maxBytesInFlight: one caller may hold half of it. Raise that too';

/** Freezes plain objects and arrays at every depth. Maps and bytes are read-only by their type. */
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
