import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLError, buildSchema } from 'graphql';
import type { Flags } from '../../gateway/config/flags.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { GatewayError } from '../../gateway/platform/errors.ts';
import { createIdentify } from '../../gateway/access/identity/create-identify.ts';
import { openDocuments } from '../../gateway/pipeline/documents/open-documents.ts';
import { createUnplannedBudget } from '../../gateway/pipeline/limits/create-unplanned-budget.ts';
import { rateLimitsOf } from '../../gateway/pipeline/limits/limits-by-role.ts';
import { createRateLimit } from '../../gateway/platform/rates/create-rate-limit.ts';
import { createLimiter } from '../../gateway/platform/rates/limiter.ts';
import { createLog } from '../../gateway/platform/log.ts';
import type { RequestContext } from '../../gateway/platform/request-context.ts';
import { createDevelopment } from '../../gateway/http/development/create-development.ts';
import type { GraphGateway } from '../../gateway/pipeline/create-graph-gateway.ts';
import { openCertificate } from '../../gateway/http/connection/open-certificate.ts';
import { createHttpServer } from '../../gateway/http/create-http-server.ts';
import { localGateway } from './local-gateway.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');

/** The key set of the issuer whose tokens {@link tokenFor} makes. */
export const KEY_SET = JSON.stringify({
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA' }],
});

/** The HTTP server as `serve` builds it, in front of a schema that is executed in this process. */
export interface Edge {
  readonly url: string;
  /** Operations that reached the executor. */
  readonly executed: readonly string[];
  /** Contexts that reached the executor. */
  readonly contexts: readonly RequestContext[];
  /** Lines of the log. */
  readonly logged: readonly string[];
  /** Codes of refused requests. */
  readonly refused: readonly string[];
  /** Counts operations that were served although no manifest has their document. */
  untrusted(): number;
  /** The outcome of each request, as the metrics count it. */
  readonly outcomes: readonly string[];
  setReady(ready: boolean): void;
  close(): Promise<void>;
}

const IDENTITY =
  'identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json }] }';

/** Tests delay the event loop of the gateway, which runs in their process. */
export const PATIENT_LIMITS = 'limits: { eventLoopDelayMs: 60000, turnDelayMs: 600000 }';

/**
 * Starts an HTTP server on a free port; `yaml` is added to its configuration. It is in front of {@link SCHEMA}, or of
 * the gateway `behind`. Without `isDirect`, Apollo Server handles every request.
 */
export async function startEdge(
  yaml = '',
  flags: Partial<Flags> = {},
  behind: GraphGateway | null = null,
  { isDirect = true } = {},
): Promise<Edge> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-edge-'));
  writeFileSync(join(folder, 'jwks.json'), KEY_SET);
  writeFileSync(
    join(folder, 'phi.yaml'),
    `
graph: { subgraphs: [{ name: unused, url: http://127.0.0.1:1/ }] }
${yaml.includes('identity:') ? '' : IDENTITY}
${yaml.includes('limits:') ? '' : PATIENT_LIMITS}
${yaml}
`,
  );
  const config = loadConfig(
    {
      port: '0',
      subgraph: [],
      subgraphSdl: [],
      reach: [],
      ...flags,
      config: join(folder, 'phi.yaml'),
    },
    {},
  );
  const logged: string[] = [];
  const refused: string[] = [];
  const outcomes: string[] = [];
  const contexts: RequestContext[] = [];
  const log = createLog('debug', { write: (line: string) => void logged.push(line) });
  const local = localGateway(SCHEMA, rootValue(contexts));
  const gateway = behind ?? local.gateway;
  let ready = true;
  let untrusted = 0;
  const documents = await openDocuments(config.documents, { note: () => undefined, log });
  const server = await createHttpServer({
    config,
    certificate: config.server.tls && openCertificate(config.server.tls, { log, now: Date.now }),
    gateway,
    execute: isDirect && !config.development ? gateway.execute : null,
    identify: createIdentify(config),
    unplannedBudget: createUnplannedBudget(config.limits),
    documents,
    onUntrusted: () => void (untrusted += 1),
    rateLimit: createRateLimit(rateLimitsOf(config.limits), createLimiter()),
    breakGlass: null,
    reports: null,
    exports: null,
    readiness: () => ({ isReady: ready, problems: ['subgraph s1: SUBGRAPH_LATE'] }),
    jwks: null,
    console: null,
    signIns: null,
    development: createDevelopment(config, ['nurse', 'physician']),
    append: () => Promise.resolve(),
    whenIdle: () => Promise.resolve(),
    onOvertime: () => Promise.resolve(),
    onRefusal: (code) => void refused.push(code),
    onAnswer: (outcome) => void outcomes.push(outcome),
    log,
    now: Date.now,
  });
  return {
    url: server.url,
    executed: local.executed,
    contexts,
    logged,
    refused,
    outcomes,
    untrusted: () => untrusted,
    setReady: (value) => void (ready = value),
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/**
 * A token of the edge's issuer, valid for an hour: tokens are made when a test file is loaded, long before some tests.
 */
export function tokenFor(subject: string, claims: Record<string, unknown> = {}): string {
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  const all = { iss: 'https://id.example', aud: 'phi', sub: subject, exp, roles: [], ...claims };
  const input = `${encode({ alg: 'EdDSA', kid: 'k1' })}.${encode(all)}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

const SCHEMA = buildSchema(`
  type Query {
    hello: String
    echo(text: String, number: Int): String
    slow(ms: Int!): String
    fail(how: String!): String
    person(ssn: String, first: Int): Person
  }
  type Mutation { touch: String }
  type Person { name: String ssn: String friend: Person friends(first: Int, last: Int): [Person] }
`);

const SECRET = '999-12-3456';

function rootValue(contexts: RequestContext[]) {
  return {
    hello: (_args: unknown, context: RequestContext) => {
      contexts.push(context);
      return 'world';
    },
    echo: ({ text }: { text: string }) => text,
    touch: () => 'touched',
    slow: async ({ ms }: { ms: number }) => {
      await new Promise((resolve) => void setTimeout(resolve, ms));
      return 'slow';
    },
    fail: ({ how }: { how: string }) => {
      if (how === 'gateway') throw new GatewayError('AUDIT_UNAVAILABLE', { cause: SECRET });
      if (how === 'graphql') {
        throw new GraphQLError(`ssn ${SECRET}`, {
          extensions: { code: 'SUBGRAPH_FAILED', secret: SECRET, http: { status: 418 } },
        });
      }
      throw new Error(`cannot read ${SECRET}`);
    },
    person: () => ({ name: 'Ada', ssn: SECRET }),
  };
}
