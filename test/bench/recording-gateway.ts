import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Ledger } from '../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { createIdentify } from '../../gateway/access/identity/create-identify.ts';
import { createRateLimit } from '../../gateway/platform/rates/create-rate-limit.ts';
import { createLimiter } from '../../gateway/platform/rates/limiter.ts';
import { createUnplannedBudget } from '../../gateway/pipeline/limits/create-unplanned-budget.ts';
import { rateLimitsOf } from '../../gateway/pipeline/limits/limits-by-role.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { openDocuments } from '../../gateway/pipeline/documents/open-documents.ts';
import { createPipeline } from '../../gateway/pipeline/create-pipeline.ts';
import { createHttpServer } from '../../gateway/http/create-http-server.ts';
import { forgetApolloEnvironment } from '../../gateway/http/apollo/forget-apollo-environment.ts';
import {
  createGraph,
  loadSources,
  type LoadedGraph,
} from '../../gateway/pipeline/supergraph/load-graph.ts';
import { messageSigning } from '../../gateway/access/identity/message-signing.ts';
import { createConnectSubgraph } from '../../gateway/platform/subgraph/connect-subgraph.ts';
import { ledgerOptions } from '../gateway/audit/sample.ts';

// A gateway whose requests wait for the ledger, or for one that forgets what it is told and says so at once. The
// product has no such thing: what it releases is recorded. Both are put together alike and differ in nothing else.
const [file = '', recording = 'plain'] = process.argv.slice(2);

forgetApolloEnvironment(process.env);
const config = loadConfig({ config: file, subgraph: [], subgraphSdl: [], reach: [] }, {});
const log = createLog('error');
const connect = createConnectSubgraph(config, null, messageSigning(null));
const graph = await createGraph(config, await loadSources(config, connect));
const ledger = recording === 'off' ? null : await open(graph);
const { authorization } = config;
const unplannedBudget = createUnplannedBudget(config.limits);
const rateLimit = createRateLimit(rateLimitsOf(config.limits), createLimiter());
const pipeline = await createPipeline({
  supergraphSdl: graph.supergraphSdl,
  policy: graph.policy,
  clientSchema: graph.clientSchema,
  authorization: {
    reach: new Map([...authorization.reach].map(([role, { kind }]) => [role, kind])),
    defaultRoles: authorization.defaultRoles,
    unmarked: authorization.unmarked,
    purposes: new Map(),
    breakGlassRoles: [],
    patientIds: config.identity.patientIds,
    consent: false,
    mode: authorization.mode,
    unreached: authorization.unreached,
    lists: config.deidentification.lists,
    scopes: new Map(),
  },
  customRules: new Map(),
  pseudonymKey: null,
  smallAreas: config.deidentification.smallAreas.areas,
  subgraph: { connect, maxBytesInFlight: config.subgraph.maxBytesInFlight },
  limits: config.limits,
  chargeCost: rateLimit.chargeCost,
  unplannedBudget,
  introspection: false,
  append: ledger === null ? () => Promise.resolve() : (record) => ledger.append(record),
  relationships: null,
  policySource: null,
  onExecuted: () => undefined,
  onRuleFailed: () => undefined,
  log,
  now: Date.now,
});
await createHttpServer({
  config,
  certificate: null,
  gateway: pipeline.gateway,
  execute: pipeline.gateway.execute,
  identify: createIdentify(config, Date.now),
  unplannedBudget,
  documents: await openDocuments(config.documents, { note: () => undefined, log }),
  onUntrusted: () => undefined,
  rateLimit,
  breakGlass: null,
  reports: null,
  exports: null,
  console: null,
  signIns: null,
  development: null,
  whenIdle: pipeline.whenIdle,
  onOvertime: pipeline.abort,
  readiness: () => ({ isReady: true, problems: [] }),
  jwks: null,
  append: () => Promise.resolve(),
  onRefusal: () => undefined,
  onAnswer: () => undefined,
  log,
  now: Date.now,
});

function open({ supergraphSdl, policy }: LoadedGraph): Promise<Ledger> {
  return openLedger({
    ...ledgerOptions(dirname(file)),
    location: config.audit.location,
    keyPath: config.audit.key,
    guardPath: config.audit.guard,
    identity: config.audit.identity,
    deadlineMs: config.audit.deadlineMs,
    maxQueue: config.audit.maxQueue,
    source: {
      gateway: 'bench',
      version: '0',
      schemaHash: createHash('sha256').update(supergraphSdl).digest('hex'),
      policyHash: policy.hash,
    },
  });
}
