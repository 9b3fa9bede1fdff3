import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createGraphGateway,
  type GraphGateway,
} from '../../gateway/pipeline/create-graph-gateway.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { TURNS } from '../../gateway/platform/turns.ts';
import { AUTHORIZATION } from '../support/callers.ts';
import { startEdge, tokenFor, type Edge } from '../support/edge.ts';
import { createInProcessGraph, type InProcessGraph } from '../support/in-process-graph.ts';

const SUBGRAPH = {
  sdl: `
    type Query { ward: Int bed: Int }
    type Mutation { close: Int }
  `,
  resolvers: { Query: { ward: () => 1, bed: () => 2 }, Mutation: { close: () => 3 } },
};

let graph: InProcessGraph;
let edge: Edge;
/** The operations that the gateway got, until they end. */
const underWay = new Set<Promise<unknown>>();
/** Whether the clients of all operations so far have disconnected. */
const gone: (() => boolean)[] = [];
beforeAll(async () => {
  graph = await createInProcessGraph({ ward: SUBGRAPH }, AUTHORIZATION);
  const log = createLog('error', { write: () => undefined });
  const gateway = createGraphGateway(graph.parts, { supergraphSdl: '', log, underWay });
  const execute: GraphGateway['execute'] = (request) => {
    gone.push(() => request.context.clientGone?.aborted === true);
    return gateway.execute(request);
  };
  edge = await startEdge('', {}, { ...gateway, execute });
});
afterAll(async () => {
  await edge.close();
  await graph.close();
});

async function ask(query: string, signal: AbortSignal | null = null): Promise<unknown> {
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenFor('eve')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal,
  });
  return response.json();
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => void setTimeout(resolve, 5));
}

/** Lets no operation begin until the returned function is called. */
function takeTurns(): () => Promise<void> {
  let isBusy = true;
  const take = async (): Promise<void> => {
    await TURNS.goOn(0);
    if (isBusy) await take();
  };
  const taking = take();
  return () => {
    isBusy = false;
    return taking;
  };
}

describe('a client that sends operations to a busy gateway and disconnects before they begin', () => {
  it.each(['{ ward }', 'mutation { close }'])(
    'has none of them executed or recorded: %s',
    async (query) => {
      // Sent before, so that the gateway knows the document and executes it without Apollo Server.
      await ask(query);
      await ask('{ bed }');
      for (const list of [graph.received, graph.records, gone]) list.length = 0;
      const giveTurns = takeTurns();
      const eve = new AbortController();
      const sent = [1, 2, 3].map(() => ask(query, eve.signal).catch(() => 'disconnected'));
      await until(() => gone.length === 3);
      eve.abort();
      expect(await Promise.all(sent)).toEqual(Array(3).fill('disconnected'));
      await until(() => gone.every((isGone) => isGone()));
      const answer = ask('{ bed }');
      await until(() => gone.length === 4);
      expect(underWay.size).toBe(4);
      await giveTurns();
      expect(await answer).toEqual({ data: { bed: 2 } });
      await until(() => underWay.size === 0);
      expect(graph.received.map(({ query: asked }) => asked)).toEqual(['{bed}']);
      expect(graph.records).toEqual([]);
    },
  );
});
