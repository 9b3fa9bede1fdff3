import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GraphMarks } from '../../../../directives/policy/compile-policy.ts';
import {
  composeInThread,
  type ComposedGraph,
} from '../../../../gateway/pipeline/supergraph/compose-thread.ts';
import { createGraphCache } from '../../../../gateway/pipeline/supergraph/graph-cache.ts';
import { HEAD } from '../../../support/compose-subgraphs.ts';
import { atDepth } from '../../../support/depth.ts';
import { composedGraphs } from '../../../support/federated/composed-graphs.ts';
import { printSubgraph } from '../../../support/federated/print-graph.ts';
import { watchThreads, type StartedThreads } from '../../../support/started-threads.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-graph-cache-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const keyOf = () => generateKeyPairSync('ed25519').privateKey;
const KEY = keyOf();

const request = (role: string) => ({
  supergraph: null,
  dateScalars: [],
  subgraphs: [
    {
      name: 'a',
      url: 'http://a.test',
      sdl: `${HEAD} type Query { secret: String @phi @role(anyOf: ["${role}"]) }`,
    },
  ],
});

/** Composes graphs until this process has forgotten those before. */
async function forgetComposed(): Promise<void> {
  for (const role of ['w', 'x', 'y', 'z']) await composeInThread(request(role));
}

function contentOf(
  {
    supergraphSdl,
    policy,
    clientSchema,
  }: Pick<ComposedGraph, 'supergraphSdl' | 'policy' | 'clientSchema'>,
  { graph, elementMarks }: GraphMarks,
) {
  return { supergraphSdl, policy, clientSchema, graph, elementMarks };
}

let threads: StartedThreads;
beforeEach(() => {
  threads = watchThreads();
});
afterEach(() => {
  threads.close();
});

describe('the cache of the composed graph', () => {
  const file = join(folder, 'written');
  const graph = { policy: new Map([['Query.secret', ['clerk']]]), marks: Uint8Array.of(1, 2) };

  it('returns what was written for the same sources, from a file that only its owner may read', () => {
    createGraphCache(file, KEY).write('sources', graph);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const read = createGraphCache(file, KEY).read('sources');
    expect(read).toMatchObject({ policy: graph.policy });
  });

  it('returns nothing without a file, for other sources and with another key', () => {
    expect(createGraphCache(join(folder, 'missing'), KEY).read('sources')).toBeNull();
    expect(createGraphCache(file, KEY).read('other sources')).toBeNull();
    expect(createGraphCache(file, keyOf()).read('sources')).toBeNull();
  });

  it('returns nothing from a file of which any part was changed, cut off or added', () => {
    const whole = readFileSync(file);
    const changed = join(folder, 'changed');
    const flipped = Array.from(whole.keys(), (at) => {
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] ?? 0) ^ 1;
      return copy;
    });
    const empty = Buffer.alloc(0);
    for (const content of [
      ...flipped,
      empty,
      whole.subarray(0, 16),
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.alloc(1)]),
    ]) {
      writeFileSync(changed, content);
      expect(createGraphCache(changed, KEY).read('sources')).toBeNull();
    }
    writeFileSync(changed, whole);
    expect(createGraphCache(changed, KEY).read('sources')).not.toBeNull();
  });

  it('throws a StartError if the file cannot be read or written', () => {
    const unusable = createGraphCache(folder, KEY);
    for (const use of [() => unusable.read('sources'), () => unusable.write('sources', graph)])
      expect(use).toThrow(`The composed graph ${folder} cannot be read or written.`);
  });
});

describe('a graph that was composed before', () => {
  it('is read from the cache without composing it, and composed if its sources are others', async () => {
    const file = join(folder, 'graph');
    const cache = createGraphCache(file, KEY);
    const first = await composeInThread(request('clerk'), cache);
    if (!first.ok) throw new Error('not composed');
    first.cacheIn(cache);
    await forgetComposed();

    const before = threads.count();
    const second = await composeInThread(request('clerk'), cache);
    expect(threads.count()).toBe(before);
    if (!second.ok) throw new Error('not composed');
    expect(second.policy).toEqual(first.policy);
    expect(second.policy.roles).toEqual(['clerk']);
    expect(second.supergraphSdl).toBe(first.supergraphSdl);
    expect(second.clientSchema).toEqual(first.clientSchema);
    expect(second.readMarks().graph).toEqual(first.readMarks().graph);

    await composeInThread(request('nurse'), cache);
    expect(threads.count()).toBe(before + 1);
  });

  it('is read as this thread composes it, whatever its schemas', async () => {
    const graphs = composedGraphs(atDepth(5, 20)).map(({ model, composed }, place) => ({
      composed,
      sources: {
        supergraph: null,
        dateScalars: [],
        subgraphs: model.subgraphs.map(({ name }) => ({
          name,
          url: `http://${name}.test/`,
          sdl: printSubgraph(model, name),
        })),
      },
      cache: createGraphCache(join(folder, `generated-${place}`), KEY),
    }));
    for (const { sources, cache } of graphs) {
      const first = await composeInThread(sources, cache);
      if (first.ok) first.cacheIn(cache);
    }
    const before = threads.count();
    // The process has forgotten each by then: it remembers four.
    for (const { sources, cache, composed } of graphs) {
      const read = await composeInThread(sources, cache);
      if (!read.ok) throw new Error('not composed');
      expect(contentOf(read, read.readMarks())).toEqual(contentOf(composed, composed.marks));
    }
    expect(threads.count()).toBe(before);
  });
});
