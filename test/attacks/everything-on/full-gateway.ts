import { hash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect } from '@jest/globals';
import { openSubgraphIdentity } from '../../../gateway/access/identity/open-subgraph-identity.ts';
import { connect as connectPostgres } from '../../../gateway/audit/store/postgres/connect.ts';
import { startFronting, type FrontingGateway } from '../../support/fronting-gateway.ts';
import { openHttp2, type Http2Client } from '../../support/http2-client.ts';
import { readLedger } from '../../support/read-ledger.ts';
import { createAuthority, selfSigned, type SelfSigned } from '../../support/self-signed.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';
import { everyNetworkSetting, PROXY, SUBGRAPH_TOKEN } from './every-network-setting.ts';
import { BEHIND_PROXY, chart, CHART, of, P1, P2, PHI, type Sent } from './requests.ts';
import { startStrictPatients, type StrictPatients } from './strict-patients.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Decompressed. */
  readonly text: string;
  /** Bytes of the body as they were sent. */
  readonly bytes: number;
  readonly data: unknown;
  readonly codes: readonly string[];
}

type Way = (sent: Sent) => Promise<Answer>;

/** The ways to the gateway. */
type Ways = Readonly<Record<'HTTP/1.1' | 'HTTP/2' | 'a trusted proxy', Way>>;

/** What neither the log nor the store of limits may contain. */
const SECRETS = new RegExp(
  [
    PHI.source,
    P1,
    P2,
    '1 Way',
    String.raw`203\.0`,
    'eyJ',
    SUBGRAPH_TOKEN,
    'the-key',
    's3cret',
  ].join('|'),
  'g',
);
/** What the store of limits may not contain besides: callers and addresses. */
const CALLERS = /\b(?:ada|spent|physician|127\.0)\b/g;

/** A gateway with every network setting on, and the strict subgraph behind it. */
export interface FullGateway {
  readonly gateway: FrontingGateway;
  readonly patients: StrictPatients;
  readonly certificates: {
    readonly server: SelfSigned;
    /** Of a client, by the authority that the gateway trusts. */
    readonly client: SelfSigned;
    readonly subgraph: SelfSigned;
    /** Of the gateway, at the subgraph. */
    readonly gateway: SelfSigned;
  };
  readonly http2: Http2Client;
  readonly ways: Ways;
  /** Sends a request in each way. The answers have to be the same, and none may be stored. */
  readonly everyWay: (sent: Sent) => Promise<Answer>;
  /** Sends over HTTP/1.1 on a connection with the client certificate. */
  readonly withCertificate: (sent: Sent) => Promise<Answer>;
  /** The records of an answer. */
  readonly recordsOf: (answer: Answer) => ReturnType<typeof readLedger>;
  /** The kinds and outcomes of an answer's records, and how many fields they say were released. */
  readonly recorded: (answer: Answer) => readonly (readonly [string, string | undefined, number])[];
  /** Lets the subgraph answer again, and expects that another caller gets data. */
  readonly expectServed: () => Promise<void>;
  /** The PHI, tokens and secrets in the log, and those, callers and addresses in the store of limits. Expects both to be used. */
  readonly findLeaks: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** Starts such a gateway, with its subgraph, an introspection endpoint and a store of limits. */
export async function startFullGateway(): Promise<FullGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-everything-on-'));
  const clients = createAuthority('Clients');
  const subgraphAuthority = createAuthority('Subgraphs');
  const certificates = {
    server: selfSigned(),
    client: clients.issue({ subject: 'portal' }),
    subgraph: selfSigned('ec', { subject: 'patients' }),
    gateway: subgraphAuthority.issue({ subject: 'gateway' }),
  };

  const introspection = createServer((request, response) => {
    request
      .resume()
      .once('end', () =>
        response.setHeader('content-type', 'application/json').end('{"active":false}'),
      );
  });
  introspection.listen(0, '127.0.0.1');
  await once(introspection, 'listening');
  const introspectionPort = (introspection.address() as AddressInfo).port;

  const key = join(folder, 'identity.key');
  const identity = await openSubgraphIdentity({ key, issuer: 'phi-gateway' });
  const limitsStore = await (await sharedPostgres()).createDatabase('everything_on');
  const patients = await startStrictPatients({
    indexDir: join(folder, 'index'),
    tls: { ...certificates.subgraph, ca: subgraphAuthority.cert },
    authorization: `Bearer ${SUBGRAPH_TOKEN}`,
    gatewayKeys: identity.jwks,
  });

  const { user, password, port, database } = limitsStore;
  const settings = everyNetworkSetting({
    folder,
    certificates: { ...certificates, clients },
    patients,
    identityKey: key,
    introspectionUrl: `http://127.0.0.1:${introspectionPort}/introspect`,
    limitsUrl: `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    manifest: JSON.stringify({ [hash('md5', CHART)]: CHART }),
  });
  const gateway = await startFronting({}, settings);
  const ca = certificates.server.cert;
  const http2 = await openHttp2(gateway.url, { ca });
  const agents = {
    client: new Agent({ keepAlive: true, ca }),
    proxy: new Agent({ keepAlive: true, ca, localAddress: PROXY }),
  };

  const overHttp1 = (sent: Sent, agent: Agent | false, pair: SelfSigned | null = null) =>
    sendHttp1(gateway.url, sent, { agent, ca, ...pair });
  const ways: Ways = {
    'HTTP/1.1': (sent) => overHttp1(sent, agents.client),
    'HTTP/2': async (sent) => {
      const { status, headers, bytes } = await http2.send(sent);
      return readAnswer(status, headers, bytes);
    },
    'a trusted proxy': (sent) =>
      overHttp1({ ...sent, headers: { ...BEHIND_PROXY, ...sent.headers } }, agents.proxy),
  };
  const recordsOf = ({ headers }: Answer) =>
    readLedger(gateway.ledger).filter(
      ({ operation }) => operation?.requestId === headers['x-request-id'],
    );

  return {
    gateway,
    patients,
    certificates,
    http2,
    ways,
    everyWay: async (sent) => {
      const first = await ways['HTTP/1.1'](sent);
      const answers = [first, await ways['HTTP/2'](sent), await ways['a trusted proxy'](sent)];
      for (const answer of answers) {
        expect(comparable(answer)).toEqual(comparable(first));
        expect(answer.headers['cache-control']).toBe('no-store');
        for (const name of ['etag', 'set-cookie']) expect(answer.headers).not.toHaveProperty(name);
      }
      return first;
    },
    withCertificate: (sent) => overHttp1(sent, false, certificates.client),
    recordsOf,
    recorded: (answer) =>
      recordsOf(answer).map(({ kind, outcome, accesses }) => [kind, outcome, accesses.length]),
    expectServed: async () => {
      patients.behave(null);
      const answer = await ways['HTTP/1.1']({
        headers: of('physician', 'honest'),
        body: chart(P1),
      });
      expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('Fay719') });
    },
    findLeaks: async () => {
      const logged = gateway.logged.join('');
      expect(logged).toContain('a document is in no manifest');
      const store = await connectPostgres(limitsStore);
      const { rows } = await store.query('SELECT * FROM phi_limits.counters');
      await store.end();
      expect(rows.length).toBeGreaterThan(0);
      const stored = JSON.stringify(rows);
      return [logged.match(SECRETS), stored.match(SECRETS), stored.match(CALLERS)].flatMap(
        (found) => found ?? [],
      );
    },
    close: async () => {
      http2.close();
      for (const agent of Object.values(agents)) agent.destroy();
      await gateway.close();
      await patients.close();
      introspection.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function sendHttp1(
  url: string,
  { method = 'POST', path = '/graphql', headers = {}, body = null }: Sent,
  connection: { readonly agent: Agent | false; readonly ca: string } & Partial<SelfSigned>,
): Promise<Answer> {
  const sent = requestHttps(new URL(path, url), { method, headers, ...connection });
  sent.end(body ?? undefined);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return readAnswer(response.statusCode ?? 0, response.headers, Buffer.concat(chunks));
}

function readAnswer(
  status: number,
  headers: Readonly<Record<string, unknown>>,
  sent: Buffer,
): Answer {
  const encoding = headers['content-encoding'];
  const body =
    encoding === 'br' ? brotliDecompressSync(sent) : encoding === 'gzip' ? gunzipSync(sent) : sent;
  const text = body.toString();
  const { data, errors = [] } = (text === '' ? {} : JSON.parse(text)) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  const codes = errors.map(({ extensions }) => extensions.code);
  return { status, headers, text, bytes: sent.length, data, codes };
}

/** An answer without what differs from request to request and between protocols. */
export function comparable({ status, headers, text, bytes }: Answer): object {
  const OWN = ['connection', 'keep-alive', 'transfer-encoding', 'date', 'ratelimit', 'retry-after'];
  const kept = Object.entries(headers).filter(
    ([name]) => !OWN.includes(name) && name !== 'x-request-id',
  );
  return { status, headers: Object.fromEntries(kept), text, bytes };
}
