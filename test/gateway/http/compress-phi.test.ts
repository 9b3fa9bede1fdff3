import { afterEach, describe, expect, it } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';
import { startEdge, tokenFor, type Edge } from '../../support/edge.ts';

let edge: Edge | null = null;
afterEach(async () => edge?.close());

/** A query whose response has over 1 KiB, below which compression costs more than it saves. */
const LONG = JSON.stringify({
  query: `{ ${Array.from({ length: 40 }, (_, index) => `${'long'.repeat(8)}${index}: hello`).join(' ')} }`,
});

async function send(
  yaml: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
) {
  edge = await startEdge(yaml);
  const { statusCode, headers: answered } = await request(`${edge.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenFor('ada')}`,
      'content-type': 'application/json',
      ...headers,
    },
    body,
  });
  return { status: statusCode, encoding: answered['content-encoding'], vary: answered['vary'] };
}

describe('a GraphQL response', () => {
  it('is not compressed by default, whatever the client accepts', async () => {
    expect(await send('', { 'accept-encoding': 'br, gzip' }, LONG)).toMatchObject({
      status: 200,
      encoding: undefined,
    });
  });

  it.each([
    ['br, gzip', 'br'],
    ['gzip', 'gzip'],
    ['deflate', undefined],
    ['identity', undefined],
  ])(
    'with server.compressPhi: true, to a request with Accept-Encoding: %s, has the Content-Encoding %s',
    async (accept, encoding) => {
      const answer = await send(
        'server: { compressPhi: true }',
        { 'accept-encoding': accept },
        LONG,
      );
      expect(answer).toMatchObject({ status: 200, encoding });
    },
  );
});

describe('a compressed request body', () => {
  it.each(['', 'server: { compressPhi: true }'])(
    'is refused with a 4xx status, and no operation is executed, with the configuration "%s"',
    async (yaml) => {
      const answer = await send(yaml, { 'content-encoding': 'gzip' }, gzipSync(LONG));
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(edge?.executed).toEqual([]);
    },
  );
});
