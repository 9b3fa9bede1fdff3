import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createHttpClient } from '../../../gateway/platform/http-client.ts';

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of cleanUp.toReversed()) await stop();
});

async function clientOf(respond: (response: ServerResponse) => void, timeoutMs = 10_000) {
  const server = createServer((_request, response) => respond(response));
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const client = createHttpClient({ url, timeoutMs, maxResponseBytes: 100, headers: {} });
  cleanUp.push(
    () => client.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return client;
}

describe('the HTTP client', () => {
  it('returns the status and text of a response with status 503', async () => {
    const client = await clientOf((response) => void response.writeHead(503).end('{}'));
    expect(await client.post('{}', null)).toMatchObject({ status: 503, text: '{}' });
  });

  it('returns null for a response of 101 bytes if the limit is 100', async () => {
    const client = await clientOf((response) => void response.end('x'.repeat(101)));
    expect(await client.post('{}', null)).toBeNull();
  });

  it('returns null if the signal of a request aborts, even while the request waits for a connection', async () => {
    const client = await clientOf(() => undefined);
    // As many requests as there are connections; none is answered.
    const hung = Array.from({ length: 64 }, () => client.post('{}', AbortSignal.timeout(3_000)));
    const started = performance.now();
    expect(await client.post('{}', AbortSignal.timeout(200))).toBeNull();
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await Promise.all(hung)).toEqual(hung.map(() => null));
  });

  it('sends nothing and returns null if the signal of a request is already aborted', async () => {
    let requests = 0;
    const client = await clientOf((response) => {
      requests += 1;
      response.end('{}');
    });
    expect(await client.post('{}', AbortSignal.abort())).toBeNull();
    expect(requests).toBe(0);
  });
});
