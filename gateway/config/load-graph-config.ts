import { z } from 'zod';
import { StartError } from '../platform/errors.ts';
import { authorizationSchema } from '../access/authorization-config.ts';
import type { AuthorizationConfig } from '../access/authorization-config.ts';
import type { Config } from './config.ts';
import { configSchema } from './config-schema.ts';
import { graphSchema } from '../pipeline/supergraph/graph-config.ts';
import { lintSchema } from './lint-config.ts';
import { parseTree, problemLines } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/** The settings that decide what the graph is and who sees what in it. */
export interface GraphConfigPart extends Pick<Config, 'subgraph' | 'lint'> {
  /** Null if the file names no graph. */
  readonly graph: Config['graph'] | null;
  readonly authorization: Omit<AuthorizationConfig, 'policies'>;
  /** Other settings that affect who sees what, as JSON of what was written. They are compared and never shown. */
  readonly further: ReadonlyMap<string, string>;
}

/**
 * Loads only the parts of a configuration that decide who sees what. Keys and environment variables of other sections
 * may be missing, so that it works on machines where the gateway itself doesn't run.
 *
 * @throws StartError with one line for each problem.
 */
export function loadGraphConfig(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): GraphConfigPart {
  const { tree, folder, lineOf } = readYaml(file);
  const sections = entriesOf(tree);
  const { shape } = configSchema(folder);
  // Other sections are not read, but an unknown section is an error.
  const names = Object.keys(shape).map((name) => [name, z.literal(UNREAD).optional()] as const);
  const schema = z.strictObject({
    ...Object.fromEntries(names),
    graph: graphSchema(folder).nullable(),
    authorization: authorizationSchema(folder),
    subgraph: shape.subgraph,
    lint: lintSchema(folder),
  });
  const { data, problems } = parseTree(
    schema,
    {
      ...Object.fromEntries([...sections.keys()].map((name) => [name, UNREAD])),
      graph: sections.get('graph') ?? null,
      // The decision point for policies is not called here, so its token may be missing.
      authorization: without(sections.get('authorization'), ['policies']),
      subgraph: sections.get('subgraph'),
      lint: sections.get('lint'),
    },
    environment,
  );
  if (data === null || problems.size > 0) {
    const inOrder = [...problems].toSorted(([one], [other]) => lineOf(one) - lineOf(other));
    throw new StartError(problemLines(new Map(inOrder), (path) => `${file}:${lineOf(path)}: `));
  }
  const { graph, authorization, subgraph, lint } = data;
  return { graph, authorization, subgraph, lint, further: furtherOf(sections) };
}

/** In place of a section that is not read. */
const UNREAD = 'unread';

/** Keys of secrets, alerts, timings and caches, which do not affect who sees what. */
const IRRELEVANT = [
  'key',
  'token',
  'alert',
  'timeoutMs',
  'cacheSeconds',
  'startsPerHour',
  'everySeconds',
  'automatic',
  'planAhead',
];

function furtherOf(sections: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const authorization = entriesOf(sections.get('authorization'));
  const settings: readonly (readonly [string, unknown])[] = [
    ...[
      'purpose',
      'breakGlass',
      'relationships',
      'deidentification',
      'documents',
      'development',
    ].map((name) => [name, sections.get(name)] as const),
    ['identity.issuers[].smart', scopeTablesOf(sections.get('identity'))],
    ...['rules', 'policies'].map(
      (name) => [`authorization.${name}`, authorization.get(name)] as const,
    ),
  ];
  return new Map(
    settings.flatMap(([name, value]) =>
      value === undefined || value === null || value === false
        ? []
        : [[name, JSON.stringify(without(value, IRRELEVANT)) ?? '']],
    ),
  );
}

/** The tables of SMART scopes with their issuers; null without any. */
function scopeTablesOf(identity: unknown): unknown {
  const issuers: unknown = entriesOf(identity).get('issuers');
  const tables = (Array.isArray(issuers) ? issuers : []).map(entriesOf).flatMap((issuer) => {
    const table = issuer.get('smart') ?? null;
    return table === null ? [] : [[issuer.get('issuer'), table]];
  });
  return tables.length > 0 ? tables : null;
}

function without(section: unknown, names: readonly string[]): unknown {
  if (section === null || typeof section !== 'object' || Array.isArray(section)) return section;
  return Object.fromEntries([...entriesOf(section)].filter(([name]) => !names.includes(name)));
}

function entriesOf(section: unknown): ReadonlyMap<string, unknown> {
  return new Map(section !== null && typeof section === 'object' ? Object.entries(section) : []);
}
