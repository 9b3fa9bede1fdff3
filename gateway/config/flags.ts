import { resolve } from 'node:path';

/** The flags of `phi-gateway serve`, as typed. A flag that was not given is undefined, or an empty list. */
export interface Flags {
  readonly config?: string;
  readonly supergraph?: string;
  readonly subgraph: readonly string[];
  readonly subgraphSdl: readonly string[];
  readonly trustSupergraph?: boolean;
  readonly host?: string;
  readonly port?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly jwks?: string;
  readonly issuer?: string;
  readonly audience?: string;
  readonly auditDb?: string;
  readonly checkpoint?: string;
  readonly development?: boolean;
  readonly reach: readonly string[];
}

/** A configuration tree with the flags in it, and the problems of malformed flags. */
export interface MergedTree {
  readonly tree: unknown;
  readonly problems: readonly string[];
}

/**
 * Merges flags into a configuration tree; a flag replaces the value of the file, and the configuration schema checks both
 * in the same way. Relative paths in flags refer to the working directory, those in the file to its folder. A tree that is
 * not a section is left as it is: the schema reports it.
 */
export function mergeFlags(tree: unknown, flags: Flags): MergedTree {
  if (!isSection(tree)) return { tree, problems: [] };
  const problems: string[] = [];
  const merged = new Map(Object.entries(tree));
  const merge = (section: string, values: Record<string, unknown>) => {
    const given = Object.entries(values).filter(([, value]) => value !== undefined);
    if (given.length === 0) return;
    const base = merged.get(section);
    if (base === undefined || base === null) merged.set(section, Object.fromEntries(given));
    else if (isSection(base)) merged.set(section, { ...base, ...Object.fromEntries(given) });
  };

  if (flags.development === true) merged.set('development', true);
  const subgraphs = parsePairs('--subgraph NAME=URL', flags.subgraph, problems);
  const sdls = parsePairs('--subgraph-sdl NAME=FILE', flags.subgraphSdl, problems);
  merge('server', {
    host: literal(flags.host),
    port: literal(flags.port),
    tls: mergeTls(merged.get('server'), flags),
  });
  merge('graph', {
    supergraph: path(flags.supergraph),
    trustSupergraph: flags.trustSupergraph,
    subgraphs: mergeSubgraphs(merged.get('graph'), subgraphs, sdls),
  });
  merge('identity', { issuers: mergeIssuer(merged.get('identity'), flags, problems) });
  const isServer = flags.auditDb?.includes('://') === true;
  merge('audit', {
    db: isServer ? undefined : path(flags.auditDb),
    url: isServer ? literal(flags.auditDb) : undefined,
    checkpoint: path(flags.checkpoint),
  });
  const reach = parsePairs('--reach ROLE=self|all', flags.reach, problems);
  if (reach.size > 0) {
    const authorization = merged.get('authorization');
    const before = isSection(authorization) ? authorization['reach'] : undefined;
    merge('authorization', {
      reach: Object.fromEntries([...(isSection(before) ? Object.entries(before) : []), ...reach]),
    });
  }
  return { tree: Object.fromEntries(merged), problems };
}

function parsePairs(
  form: string,
  given: readonly string[],
  problems: string[],
): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const pair of given) {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1) problems.push(`${form}: "${pair}" has another form.`);
    else if (pairs.has(pair.slice(0, at))) {
      problems.push(`${form}: ${pair.slice(0, at)} is given twice. Give it once.`);
    } else pairs.set(pair.slice(0, at), escape(pair.slice(at + 1)));
  }
  return pairs;
}

/** Certificate and key of the flags; what else the file says of TLS, such as who may connect, stays. */
function mergeTls(server: unknown, { tlsCert, tlsKey }: Flags): unknown {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  const inFile = isSection(server) ? server['tls'] : undefined;
  return { ...(isSection(inFile) && inFile), cert: path(tlsCert), key: path(tlsKey) };
}

/**
 * `--subgraph` flags replace the file's list of subgraphs; `--subgraph-sdl` sets the schema file of the subgraph with its
 * name.
 */
function mergeSubgraphs(
  graph: unknown,
  urls: ReadonlyMap<string, string>,
  sdls: ReadonlyMap<string, string>,
): unknown {
  if (urls.size === 0 && sdls.size === 0) return undefined;
  const list = isSection(graph) ? graph['subgraphs'] : undefined;
  const listed: readonly unknown[] = Array.isArray(list) ? list : [];
  const base: readonly unknown[] =
    urls.size > 0 ? [...urls].map(([name, url]) => ({ name, url })) : listed;
  const known = new Set(base.map((item) => (isSection(item) ? item['name'] : undefined)));
  const added = [...sdls.keys()].filter((name) => !known.has(name)).map((name) => ({ name }));
  return [...base, ...added].map((item) => {
    const sdl = isSection(item) ? sdls.get(String(item['name'])) : undefined;
    return isSection(item) && sdl !== undefined ? { ...item, sdl: path(sdl) } : item;
  });
}

/** `--issuer`, `--audience` and `--jwks` set the only issuer of a configuration, or change it. */
function mergeIssuer(identity: unknown, flags: Flags, problems: string[]): unknown {
  const given = Object.entries({
    issuer: literal(flags.issuer),
    audience: literal(flags.audience),
    jwks: flags.jwks?.includes('://') === true ? literal(flags.jwks) : path(flags.jwks),
  }).filter(([, value]) => value !== undefined);
  if (given.length === 0) return undefined;
  const list = isSection(identity) ? identity['issuers'] : undefined;
  const listed: readonly unknown[] = Array.isArray(list) ? list : [];
  if (listed.length > 1) {
    problems.push(
      '--issuer, --audience, --jwks: the file names several issuers. Change them there.',
    );
    return undefined;
  }
  const base = listed[0];
  return [{ ...(isSection(base) ? base : {}), ...Object.fromEntries(given) }];
}

function path(file: string | undefined): string | undefined {
  return file === undefined ? undefined : escape(resolve(file));
}

function literal(value: string | undefined): string | undefined {
  return value === undefined ? undefined : escape(value);
}

/** Escapes `${` in a flag, which is literal: the shell has already expanded variables. */
function escape(value: string): string {
  return value.replaceAll('${', '$$${');
}

function isSection(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
