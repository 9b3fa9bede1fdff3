import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startSubgraph } from '../../../schema/health/start-subgraph.ts';
import type { RunningSubgraph } from '../../../schema/health/start-subgraph.ts';
import type { ObservedRequest } from '../../../schema/health/subgraph-server.ts';
import { ask, recordingOutput, temporaryDirectory } from './health-data.ts';

const SECRET = '999-12-3456';
const UNKNOWN_ENTITY = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';

describe('a health subgraph over HTTP', () => {
  const directory = temporaryDirectory();
  const observed: ObservedRequest[] = [];
  const log = recordingOutput();
  let subgraph: RunningSubgraph;

  beforeAll(async () => {
    subgraph = await startSubgraph('patients', {
      indexDir: directory.path,
      port: 0,
      onRequest: (request) => observed.push(request),
      output: log.stream,
    });
  });

  afterAll(async () => {
    await subgraph.close();
    directory.remove();
  });

  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(subgraph.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });

  it('serves its schema with the definitions of the phi directives', async () => {
    const { data } = await ask(subgraph.url, '{ _service { sdl } }');
    expect(data).toEqual({ _service: { sdl: subgraph.sdl } });
    expect(subgraph.sdl).toContain('directive @phi(');
    expect(subgraph.sdl).toContain('enum phi__Category');
  });

  it('notifies an observer of the subgraph, query and variables of each request', async () => {
    observed.length = 0;
    const query = 'query Who($id: ID!) { patient(id: $id) { name } }';
    await ask(subgraph.url, query, { id: 'nobody' });
    expect(observed).toEqual([{ subgraph: 'patients', query, variables: { id: 'nobody' } }]);
  });

  it('forbids caching of its responses', async () => {
    const response = await post('{"query":"{ __typename }"}');
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    [
      'a document with a syntax error (GRAPHQL_PARSE_FAILED)',
      `{ patient(id: "${SECRET}" `,
      {},
      'GRAPHQL_PARSE_FAILED',
    ],
    [
      'an invalid literal (GRAPHQL_VALIDATION_FAILED)',
      `{ patients(first: "${SECRET}") { id } }`,
      {},
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'an invalid variable (BAD_USER_INPUT)',
      'query ($n: Int!) { patients(first: $n) { id } }',
      { n: SECRET },
      'BAD_USER_INPUT',
    ],
    [
      'a page above the size limit (BAD_USER_INPUT)',
      '{ patients(first: 1001) { id } }',
      {},
      'BAD_USER_INPUT',
    ],
    ['a negative skip (BAD_USER_INPUT)', '{ patients(skip: -1) { id } }', {}, 'BAD_USER_INPUT'],
    [
      'an unknown patient (NOT_FOUND)',
      `mutation { correctAddress(patientId: "${SECRET}",
         address: { line: "${SECRET}", city: "x", state: "x", zip: "x" }) { id } }`,
      {},
      'NOT_FOUND',
    ],
    [
      'an unknown entity type (INTERNAL_SERVER_ERROR)',
      UNKNOWN_ENTITY,
      { r: [{ __typename: SECRET, id: SECRET }] },
      'INTERNAL_SERVER_ERROR',
    ],
  ])(
    'responds with an error code, and no value of the request, to %s',
    async (_what, query, variables, code) => {
      const response = await post(JSON.stringify({ query, variables }));
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code } }] });
      expect(text).not.toContain(SECRET);
    },
  );

  it('logs where a resolver failed, without any value of the request', async () => {
    const before = log.text().length;
    await ask(subgraph.url, UNKNOWN_ENTITY, { r: [{ __typename: SECRET, id: SECRET }] });
    const logged = log.text().slice(before);
    expect(logged).toMatch(/^patients: Error\n +at .*entitiesResolver/s);
    expect(logged).not.toContain(SECRET);
  });

  it.each<[string, () => Promise<Response>, number]>([
    ['404 to a GET with a query', () => fetch(`${subgraph.url}?query={__typename}`), 404],
    ['405 to a GET', () => fetch(subgraph.url), 405],
    ['404 to another path', () => fetch(new URL('/other', subgraph.url)), 404],
    ['415 to another media type', () => post('{}', { 'content-type': 'text/plain' }), 415],
    ['400 to a body that is not JSON', () => post('{'), 400],
    ['400 to a body without a query', () => post('{}'), 400],
    ['413 to a body of 9 MB', () => post(' '.repeat(9 * 1024 * 1024)), 413],
    ['200 to a health check', () => fetch(new URL('/health', subgraph.url)), 200],
  ])('responds with %s', async (_what, request, status) => {
    expect((await request()).status).toBe(status);
  });

  it('reads a multi-byte character that is split between network chunks', async () => {
    const query = `# ${'é'.repeat(200_000)}\n{ __typename }`;
    expect(await ask(subgraph.url, query)).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('a health subgraph fails to start', () => {
  it('when its port is taken, with an error that names the port', async () => {
    const directory = temporaryDirectory();
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    await expect(
      startSubgraph('patients', { indexDir: directory.path, port }),
    ).rejects.toMatchObject({
      name: 'HealthStartError',
      problems: [`Subgraph patients can't listen on 127.0.0.1:${port}: the port is taken.`],
    });
    other.close();
    directory.remove();
  });

  it('when its index directory cannot be created, with an error that names the directory', async () => {
    const directory = temporaryDirectory();
    const file = join(directory.path, 'a-file');
    writeFileSync(file, '');
    await expect(
      startSubgraph('patients', { indexDir: join(file, 'index'), port: 0 }),
    ).rejects.toMatchObject({
      problems: [`The index directory ${join(file, 'index')} can't be created: ENOTDIR.`],
    });
    directory.remove();
  });
});
