import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { argumentCoordinate, memberCoordinate } from '../../../../directives/coordinate.ts';
import { composeInThread } from '../../../../gateway/pipeline/supergraph/compose-thread.ts';
import { readClientSchema } from '../../../../schema/client-schema-text.ts';
import { clientSchema } from '../../../../schema/client-schema.ts';
import { explain } from '../../../../schema/explain/explain.ts';
import { elementsOf } from '../../../../schema/views/elements.ts';
import { printSchema } from 'graphql';
import { composeSdl, HEAD } from '../../../support/compose-subgraphs.ts';
import { watchThreads, type StartedThreads } from '../../../support/started-threads.ts';

const sdlOf = (field: string) => `${HEAD}
  type Query { person(id: ID! = "x" @patient, order: Order = UP): Person }
  enum Order { UP DOWN }
  type Person @key(fields: "id") @patient(id: "id") {
    id: ID!
    ${field}: String @phi(category: SSN) @role(anyOf: ["clerk"])
    secret(of: ID @inaccessible): Int
  }`;

const request = (field: string, url = 'http://a.test') => ({
  supergraph: null,
  dateScalars: [],
  subgraphs: [{ name: 'a', url, sdl: sdlOf(field) }],
});

let threads: StartedThreads;
beforeEach(() => {
  threads = watchThreads();
});
afterEach(() => {
  threads.close();
});

describe('the thread that composes a graph', () => {
  it('gives the supergraph, policy, schema for clients and marks that composition in this thread gives, and ends', async () => {
    const there = await composeInThread(request('one'));
    const here = composeSdl({ a: sdlOf('one') });
    if (!there.ok || !here.ok) throw new Error('not composed');
    expect(there.supergraphSdl).toBe(here.supergraphSdl);
    expect(there.policy).toEqual(here.policy);
    const schema = readClientSchema(there.clientSchema);
    const expected = clientSchema(here.supergraphSdl);
    expect(printSchema(schema)).toBe(printSchema(expected));
    expect(there.clientSchema.hiddenArguments).toEqual([['Person', 'secret']]);
    const elements = elementsOf(schema, there.policy);
    const options = { unmarked: 'allow' } as const;
    for (const coordinate of [
      memberCoordinate('Person', 'one'),
      argumentCoordinate('Query', 'person', 'id'),
    ]) {
      const explained = explain(
        coordinate,
        { ...there, marks: there.readMarks(), elements },
        options,
      );
      expect(explained).toEqual(explain(coordinate, { ...here, elements }, options));
      expect(explained?.coordinate).toBe(coordinate);
    }
    await threads.ended();
  });

  it('composes equal sources once, and changed sources again', async () => {
    const [first, second] = await Promise.all(
      [request('two'), request('two')].map((each) => composeInThread(each)),
    );
    expect(threads.count()).toBe(1);
    expect(first?.ok && second?.ok && first.policy === second.policy).toBe(true);
    await composeInThread(request('two'));
    expect(threads.count()).toBe(1);
    await composeInThread(request('three'));
    expect(threads.count()).toBe(2);
    const moved = await composeInThread(request('two', 'http://moved.test'));
    expect(moved.ok && moved.supergraphSdl).toContain('http://moved.test');
  });

  it('reports problems each time, because it does not keep a graph that is refused', async () => {
    const broken = {
      supergraph: null,
      dateScalars: [],
      subgraphs: [{ name: 'a', url: 'http://a.test/', sdl: '{' }],
    };
    for (const count of [1, 2]) {
      expect(await composeInThread(broken)).toMatchObject({
        ok: false,
        problems: [{ code: 'INVALID_SDL', subgraph: 'a' }],
      });
      expect(threads.count()).toBe(count);
    }
  });

  it('rejects if it is ended while it composes, and composes the same sources later', async () => {
    const composing = composeInThread(request('four'));
    await threads.killLast();
    await expect(composing).rejects.toThrow('the composing thread has ended');
    expect(await composeInThread(request('four'))).toMatchObject({ ok: true });
  });
});
