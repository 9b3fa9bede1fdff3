import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { messageSigning } from '../../../../gateway/access/identity/message-signing.ts';
import { subgraphSchema } from '../../../../gateway/pipeline/execution/subgraph-config.ts';
import { graphSchema } from '../../../../gateway/pipeline/supergraph/graph-config.ts';
import {
  createConnectSubgraph,
  type ConnectSubgraph,
} from '../../../../gateway/platform/subgraph/connect-subgraph.ts';
import type { SubgraphClient } from '../../../../gateway/platform/subgraph/create-subgraph-client.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

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

describe('a subgraph that answers with 401', () => {
  it('counts as failed with SUBGRAPH_UNAUTHENTICATED, even if it sends data, and is not asked again if it has no credentials', async () => {
    const outcomes: unknown[] = [];
    const connect = createConnectSubgraph(
      { graph: null, subgraph: subgraphSchema('').parse({}) },
      null,
      messageSigning(null),
    );
    const client = connect({
      name: 'own',
      url,
      observer: {
        ended: (failure) => outcomes.push(failure),
        retried: () => outcomes.push('retried'),
        circuitChanged: () => undefined,
      },
    });
    clients.push(client);
    const answer = client.query('{}', null, null);
    await requests(1);
    held[0]?.writeHead(401).end('{"data":{"note":"yes"}}');
    expect(await answer).toBeNull();
    expect(outcomes).toEqual([{ code: 'SUBGRAPH_UNAUTHENTICATED', status: 401 }]);
  });
});
