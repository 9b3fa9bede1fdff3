import { readJoinGraphs } from '../../../schema/join-graphs.ts';
import { supergraphDocument } from '../../../schema/supergraph-document.ts';
import { assertIssuers } from '../assert-issuers.ts';
import { assertReach } from '../assert-reach.ts';
import type { Config } from '../config.ts';
import { findHttp2Problems } from '../find-http2-problems.ts';
import type { GraphConfig } from '../../pipeline/supergraph/graph-config.ts';
import type { SubgraphConfig } from '../../pipeline/execution/subgraph-config.ts';
import { SettingsError, StartError, type SettingProblem } from '../../platform/errors.ts';
import { readSigningKey } from '../../audit/store/files/signing-key.ts';
import { assertIdentityKey } from '../../access/identity/open-identity-key.ts';
import type { SubgraphIdentity } from '../../access/identity/open-subgraph-identity.ts';
import { messageSigning } from '../../access/identity/message-signing.ts';
import { parseKeySet } from '../../access/identity/parse-key-set.ts';
import { assertRevocationList } from '../../access/identity/revocations.ts';
import { assertRelationships } from '../../access/relationships/open-relationships.ts';
import { readStaffFile } from '../../reports/directory/staff-file.ts';
import { readDirectoryOperations } from '../../reports/directory/directory-operations.ts';
import { assertFactOperations } from '../../reports/surveillance/facts/fact-source.ts';
import {
  loadRuleModule,
  readRules,
  type LoadedRules,
} from '../../access/custom-rules/load-rules.ts';
import { consoleSettings } from '../../http/authentication/console-settings.ts';
import { forgetApolloEnvironment } from '../../http/apollo/forget-apollo-environment.ts';
import { assertManifest } from '../../pipeline/documents/open-trusted-documents.ts';
import { assertValidNow, readTls } from '../../platform/net/read-tls.ts';
import { assertSubgraphSettings } from '../../platform/subgraph/assert-subgraph-settings.ts';
import {
  createConnectSubgraph,
  type ConnectSubgraph,
} from '../../platform/subgraph/connect-subgraph.ts';
import {
  createGraph,
  loadSources,
  type LoadedGraph,
  type GraphSources,
  type LoadedSubgraph,
} from '../../pipeline/supergraph/load-graph.ts';
import { createGraphCache, type GraphCache } from '../../pipeline/supergraph/graph-cache.ts';
import { readSdlFile } from '../../pipeline/supergraph/load-sdl.ts';
import { readSupergraphFile } from '../../pipeline/supergraph/read-supergraph-file.ts';
import {
  assertGraphCache,
  assertIndexFile,
  assertLedgerFiles,
  assertLimitStoreFiles,
} from './assert-ledger-files.ts';
import { createProblemList, type ProblemList } from './create-problem-list.ts';

/** Settings as far as they are valid. */
export interface ReadSettings {
  readonly validSections: Partial<Config>;
  /** What is wrong with the other sections, by path. */
  readonly problems: ReadonlyMap<string, string>;
}

/** What a gateway is started with, in addition to its configuration. */
export interface Prepared {
  readonly graph: LoadedGraph;
  readonly rules: LoadedRules;
  readonly identity: SubgraphIdentity | null;
}

/** The result of preparing a start. */
export interface Preparation {
  /** Null if anything is wrong, or a section that it needs is not valid. */
  readonly prepared: Prepared | null;
  /** Problems that the checks found, in addition to those of the settings themselves. */
  readonly problems: readonly SettingProblem[];
  /**
   * The schemas of all subgraphs; null if one could not be read. Empty if a supergraph is configured and trusted, whose
   * subgraphs are not read.
   */
  readonly subgraphs: readonly LoadedSubgraph[] | null;
}

/** Opens the identity that signs the bearer tokens of requests to subgraphs; null sends none. */
export type OpenSubgraphIdentity = (
  config: NonNullable<SubgraphConfig['identity']>,
) => Promise<SubgraphIdentity | null>;

/**
 * Reads everything that the settings name, and finds everything that would prevent a gateway from starting with them:
 * unusable files, a graph that does not compose, operations and rules that do not fit the graph, roles without a reach.
 * Sections that are not valid are left out.
 *
 * Opens neither a database nor a port, writes nothing but what `openSubgraphIdentity` writes, and requests only schemas from
 * subgraphs and manifests of documents from their URLs. `readsCache` takes the graph from `graph.cache` if it has it.
 */
export async function prepareStart(
  { validSections, problems }: ReadSettings,
  openSubgraphIdentity: OpenSubgraphIdentity,
  readsCache = false,
): Promise<Preparation> {
  forgetApolloEnvironment(process.env);
  const list = createProblemList(problems);
  const { check } = list;
  const { graph: graphSettings } = validSections;
  await checkFiles(validSections, list);
  const identity = await readIdentity(validSections, list, openSubgraphIdentity);
  const isChecked = await check('subgraph.tls', () => assertCertificatesChecked(process.env));
  const connect = isChecked && (await connectWith(validSections, list, identity));
  const sources = await readSources(validSections, list, connect);
  const cache = readsCache && list.found().length === 0 ? openGraphCache(validSections) : null;
  const graph =
    sources && graphSettings
      ? await check('graph', () => createGraph({ graph: graphSettings }, sources, cache))
      : null;
  const rules = await checkRules(validSections, list, graph);
  await checkAgainstGraph(validSections, list, graph);
  return {
    prepared:
      graph && rules && identity && list.found().length === 0
        ? { graph, rules, identity: identity.opened }
        : null,
    problems: list.found(),
    subgraphs: sources && (sources.subgraphs ?? []),
  };
}

/** Prepares a configuration without problems of its own. Throws a `SettingsError` with everything that is wrong. */
export async function prepareConfig(
  config: Config,
  openSubgraphIdentity: OpenSubgraphIdentity,
): Promise<Prepared> {
  const { prepared, problems } = await prepareStart(
    { validSections: config, problems: new Map() },
    openSubgraphIdentity,
    true,
  );
  if (prepared === null) throw new SettingsError(problems);
  return prepared;
}

/** The cache of the composed graph; null if none is configured, or the ledger has no key yet. Throws a `StartError`. */
export function openGraphCache({
  graph,
  audit,
}: Partial<Pick<Config, 'graph' | 'audit'>>): GraphCache | null {
  const file = graph?.cache ?? null;
  const key = file === null || !audit ? null : readSigningKey(audit.key);
  return file === null || key === null ? null : createGraphCache(file, key);
}

/** Node.js itself reads the variable, so that connections to issuers and subgraphs would accept every certificate. */
function assertCertificatesChecked(environment: NodeJS.ProcessEnv): true {
  if (environment['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return true;
  throw new StartError([
    'NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment accepts every certificate. Remove it, and name authorities of your own in tls.ca and NODE_EXTRA_CA_CERTS.',
  ]);
}

async function checkFiles(
  { server, graph, identity, documents, limits, admin, audit }: Partial<Config>,
  { check }: ProblemList,
): Promise<void> {
  const tls = server?.tls ?? null;
  if (tls !== null) await check('server.tls', () => assertValidNow(readTls(tls), tls, Date.now()));
  for (const [index, { jwks, revocation }] of identity?.issuers.entries() ?? []) {
    const path = `identity.issuers[${index}]`;
    if (jwks?.kind === 'file') await check(`${path}.jwks`, () => parseKeySet(jwks.path));
    const list = revocation?.list;
    if (list?.kind === 'file')
      await check(`${path}.revocation.list`, () => assertRevocationList(list.path));
  }
  for (const [index, manifest] of documents?.manifests.entries() ?? [])
    await check(`documents.manifests[${index}]`, () => assertManifest(manifest));
  const store = limits?.store ?? null;
  if (store !== null) await check('limits.store', () => assertLimitStoreFiles(store));
  if (identity && admin) await check('admin.console', () => consoleSettings({ identity, admin }));
  if (audit) await check('audit', () => assertLedgerFiles(audit));
  const cache = graph?.cache ?? null;
  if (audit && cache !== null) await check('graph.cache', () => assertGraphCache(cache, audit));
  if (audit && admin) await check('admin.index', () => assertIndexFile(admin.index, audit));
}

/**
 * The identity for requests to subgraphs; null if its settings are not valid. `opened` is null if no identity is
 * configured.
 */
type ReadIdentity = { readonly opened: SubgraphIdentity | null } | null;

async function readIdentity(
  { subgraph }: Partial<Config>,
  { check }: ProblemList,
  openSubgraphIdentity: OpenSubgraphIdentity,
): Promise<ReadIdentity> {
  const config = subgraph?.identity;
  if (config === undefined) return null;
  if (config === null) return { opened: null };
  return check('subgraph.identity.key', async () => {
    assertIdentityKey(config.key);
    return { opened: await openSubgraphIdentity(config) };
  });
}

/** Null if settings that it needs are not valid. */
async function connectWith(
  { graph, subgraph }: Partial<Config>,
  { check }: ProblemList,
  identity: ReadIdentity,
): Promise<ConnectSubgraph | null> {
  if (graph === undefined) return null;
  const haveKeys = await haveResponseKeys(graph, check);
  if (subgraph === undefined) return null;
  const areUsable = await check('subgraph', () => assertSubgraphSettings({ graph, subgraph }));
  if (areUsable === null || !haveKeys || identity === null) return null;
  const { signRequestToken = null, signRequest = null } = identity.opened ?? {};
  return createConnectSubgraph({ graph, subgraph }, signRequestToken, messageSigning(signRequest));
}

/** Whether the keys of subgraphs that are in files can be read. */
async function haveResponseKeys(
  { subgraphs }: GraphConfig,
  check: ProblemList['check'],
): Promise<boolean> {
  let haveAll = true;
  for (const [index, { responseKeys }] of subgraphs.entries()) {
    if (responseKeys?.kind !== 'file') continue;
    const path = `graph.subgraphs[${index}].responseKeys`;
    haveAll = (await check(path, () => parseKeySet(responseKeys.path))) !== null && haveAll;
  }
  return haveAll;
}

async function readSources(
  { graph }: Partial<Config>,
  { check, isSound }: ProblemList,
  connect: ConnectSubgraph | null,
): Promise<GraphSources | null> {
  if (graph === undefined) return null;
  if (connect !== null && isSound('graph'))
    return check('graph', () => loadSources({ graph }, connect));
  await checkSchemaFiles(graph, check);
  return null;
}

/** Checks only the schema files, if the schemas of subgraphs cannot be requested. */
async function checkSchemaFiles(graph: GraphConfig, check: ProblemList['check']): Promise<void> {
  const { supergraph, subgraphs } = graph;
  if (supergraph !== null) await check('graph.supergraph', () => readSupergraphFile(supergraph));
  for (const [index, { name, url, sdl }] of subgraphs.entries()) {
    if (sdl === null) continue;
    await check(`graph.subgraphs[${index}].sdl`, () => {
      const read = readSdlFile({ name, url: url ?? '' }, sdl);
      if (!read.ok) throw new StartError([read.problem]);
    });
  }
}

async function checkRules(
  { authorization }: Partial<Config>,
  { check }: ProblemList,
  graph: LoadedGraph | null,
): Promise<LoadedRules | null> {
  if (authorization === undefined) return null;
  const { rules } = authorization;
  const path = 'authorization.rules.module';
  const module = rules && (await check(path, () => loadRuleModule(rules.module)));
  // A module that can't be loaded was reported; without a graph its rules can't be checked.
  if (graph === null || (rules !== null && module === null)) return null;
  return check(path, () => readRules(module, rules?.timeoutMs ?? 0, graph));
}

/**
 * Checks the settings that name roles, fields or subgraphs of the graph. Without a graph, only the roles that settings name
 * are checked.
 */
async function checkAgainstGraph(
  config: Partial<Config>,
  { check }: ProblemList,
  graph: LoadedGraph | null,
): Promise<void> {
  const { authorization, relationships, admin, graph: graphSettings, subgraph } = config;
  if (authorization)
    await check('authorization.reach', () => assertReach(authorization, graph?.policy.roles ?? []));
  await check('identity.issuers', () => assertIssuers(config, graph?.supergraphSdl ?? null));
  if (graph === null) return;
  const { supergraphSdl } = graph;
  if (graphSettings && subgraph)
    await check('subgraph.http2', () => {
      const sections = { graph: graphSettings, subgraph };
      const found = [
        ...findHttp2Problems(sections, readJoinGraphs(supergraphDocument(supergraphSdl))),
      ];
      if (found.length > 0)
        throw new SettingsError(found.map(({ path, text }) => ({ path, text: `${text}.` })));
    });
  if (relationships)
    await check('relationships', () => assertRelationships(relationships, supergraphSdl));
  const facts = admin?.facts ?? null;
  if (facts !== null) await check('admin.facts', () => assertFactOperations(facts, supergraphSdl));
  const directory = admin?.directory ?? null;
  if (directory !== null) {
    await check('admin.directory', () => readDirectoryOperations(directory, supergraphSdl));
    const { staff } = directory;
    if (staff !== null) await check('admin.directory.staff', () => readStaffFile(staff));
  }
}
