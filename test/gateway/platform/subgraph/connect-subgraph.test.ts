import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createSignRequest } from '../../../../gateway/access/identity/create-sign-request.ts';
import { messageSigning } from '../../../../gateway/access/identity/message-signing.ts';
import { makeIdentityKey } from '../../../../gateway/access/identity/open-identity-key.ts';
import { subgraphSchema } from '../../../../gateway/pipeline/execution/subgraph-config.ts';
import { graphSchema } from '../../../../gateway/pipeline/supergraph/graph-config.ts';
import {
  createConnectSubgraph,
  type ConnectSubgraph,
} from '../../../../gateway/platform/subgraph/connect-subgraph.ts';
import type { SignRequest } from '../../../../gateway/platform/subgraph/message-signatures.ts';
import type { SubgraphClient } from '../../../../gateway/platform/subgraph/create-subgraph-client.ts';
import { contentDigest } from '../../../../schema/subgraph/content-digest.ts';
import { sendToken, startAuthorizationServer } from '../../../support/authorization-server.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-connect-'));
writeFileSync(join(folder, 'secret'), 's3cret', { mode: 0o600 });
const held: ServerResponse[] = [];
const clients: SubgraphClient[] = [];
let server: Server;
let url: string;
beforeAll(async () => {
  server = createServer(({ method }, response) => {
    if (method === 'GET') response.end();
    else held.push(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  // What was sent before has then arrived.
  await fetch(url);
  held.length = 0;
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  server.closeAllConnections();
  server.close();
});

/** Connects subgraphs of a configuration in which `own` has settings of its own, and `other` has none. */
function connectWith(own: object, shared: object): (name: string) => SubgraphClient {
  const subgraphs = [
    { name: 'own', url, ...own },
    { name: 'other', url },
  ];
  const graph = graphSchema('').parse({ subgraphs });
  const connect: ConnectSubgraph = createConnectSubgraph(
    { graph, subgraph: subgraphSchema('').parse(shared) },
    null,
    messageSigning(null),
  );
  return (name) => {
    const client = connect({ name, url });
    clients.push(client);
    return client;
  };
}

/** Connects a subgraph with settings of its own, and notes how its calls end. */
function connectOwn(own: object, signRequest: SignRequest | null = null) {
  const outcomes: unknown[] = [];
  const graph = graphSchema(folder).parse({ subgraphs: [{ name: 'own', url, ...own }] });
  const client = createConnectSubgraph(
    { graph, subgraph: subgraphSchema('').parse({}) },
    null,
    messageSigning(signRequest),
  )({
    name: 'own',
    url,
    observer: {
      ended: (failure) => void outcomes.push(failure),
      retried: () => void outcomes.push('retried'),
      circuitChanged: () => undefined,
    },
  });
  clients.push(client);
  return { query: client.query, outcomes };
}

/** Waits until the server has got so many requests, and what was sent at the same time. */
async function requests(count: number): Promise<void> {
  while (held.length < count) await once(server, 'request');
  await fetch(url);
}

const context = contextOf(callerOf(['doctor']));
const ANSWER = { data: { a: 'x'.repeat(2_000) }, errorPaths: [], isRejected: false };

describe('a subgraph with settings of its own', () => {
  it('has its own maxResponseBytes, and another subgraph without settings has that of the section subgraph', async () => {
    const connect = connectWith({ maxResponseBytes: 1_024 }, { maxResponseBytes: 4_096 });
    const responses = ['own', 'other'].map((name) => connect(name).query('{}', null, null));
    await requests(2);
    for (const response of held) response.end(JSON.stringify({ data: ANSWER.data }));
    expect(await Promise.all(responses)).toEqual([null, ANSWER]);
  });

  it('has its own timeout, and another subgraph without settings has the timeout of the section subgraph', async () => {
    const connect = connectWith({ timeoutMs: 100 }, { timeoutMs: 60_000 });
    let hasOtherEnded = false;
    const other = connect('other').query('{}', null, null);
    void other.then(() => (hasOtherEnded = true));
    expect(await connect('own').query('{}', null, null)).toBeNull();
    expect(hasOtherEnded).toBe(false);
  });

  it('gets as many requests at a time as the setting connections says', async () => {
    const client = connectWith({ connections: 2 }, {})('own');
    for (const body of ['{}', '{}', '{}', '{}']) void client.query(body, null, null);
    await requests(2);
    expect(held).toHaveLength(2);
    held[0]?.end('{"data":{}}');
    await requests(3);
    expect(held).toHaveLength(3);
  });

  it('gets as many requests of each caller at a time as the setting connectionsPerCaller says', async () => {
    const client = connectWith({ connectionsPerCaller: 1 }, {})('own');
    for (const body of ['{}', '{}', '{}']) void client.query(body, context, null);
    void client.query('{}', contextOf(callerOf(['nurse'], { subject: 'another' })), null);
    await requests(2);
    expect(held).toHaveLength(2);
    held[0]?.end('{"data":{}}');
    await requests(3);
    expect(held).toHaveLength(3);
  });
});

describe('the timeout of a subgraph', () => {
  const timeoutMs = 400;

  it('counts the waits for two tokens of a slow token endpoint, without which nothing is sent', async () => {
    const tokens = await startAuthorizationServer();
    tokens.answerWith((_asked, response) => {
      const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
      setTimeout(sendToken, 300, response, { issued_token_type });
    });
    const client = { tokenUrl: tokens.url, clientId: 'a', clientSecret: { file: 'secret' } };
    const credentials = {
      tokenExchange: { ...client, actor: 'gateway' },
      clientCredentials: { ...client },
    };
    const { query, outcomes } = connectOwn({ timeoutMs, credentials });
    const withToken = contextOf(callerOf(['doctor']), {
      client: { headers: new Map(), accessToken: () => 'ada', isSampled: false },
    });
    expect(await query('{}', withToken, null)).toBeNull();
    expect(outcomes).toEqual([{ code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE', reason: 'LATE' }]);
    expect(held).toEqual([]);
    await tokens.close();
  });

  it('counts the wait for the key set of the subgraph, without which no response is used', async () => {
    const body = '{"data":{"a":1}}';
    const keys = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(keys, 'listening');
    const key = await makeIdentityKey();
    const responseKeys = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/`;
    const { query, outcomes } = connectOwn(
      { timeoutMs, signRequests: true, verifyResponses: 'signature', responseKeys },
      createSignRequest(key, Date.now),
    );
    const started = performance.now();
    const answer = query('{}', context, null);
    await requests(1);
    const created = Math.floor(Date.now() / 1_000);
    held[0]
      ?.writeHead(200, {
        'content-type': 'application/json',
        'content-digest': contentDigest(body),
        'signature-input': `subgraph=("@status" "content-digest" "content-type" "signature";req;key="gateway");created=${created};keyid="k";alg="ed25519";tag="phi-gateway-response"`,
        signature: `subgraph=:${Buffer.alloc(64).toString('base64')}:`,
      })
      .end(body);
    expect(await answer).toMatchObject({ data: null, isRejected: true });
    expect(outcomes).toEqual([{ code: 'SUBGRAPH_KEYS_UNAVAILABLE', status: 200 }]);
    // The key set would be waited for for five seconds.
    expect(performance.now() - started).toBeLessThan(3_000);
    keys.closeAllConnections();
    keys.close();
  });
});

describe('a subgraph that answers with 401', () => {
  it('counts as failed with SUBGRAPH_UNAUTHENTICATED, even if it sends data, and is not asked again if it has no credentials', async () => {
    const { query, outcomes } = connectOwn({});
    const answer = query('{}', null, null);
    await requests(1);
    held[0]?.writeHead(401).end('{"data":{"note":"yes"}}');
    expect(await answer).toBeNull();
    expect(outcomes).toEqual([{ code: 'SUBGRAPH_UNAUTHENTICATED', status: 401 }]);
  });
});
