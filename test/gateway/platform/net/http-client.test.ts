import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createCancelSignal } from '../../../../gateway/platform/cancel-signal.ts';
import { createHttpClient } from '../../../../gateway/platform/net/http-client.ts';

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
    expect(await client.post('{}', null)).toMatchObject({ status: 503, body: Buffer.from('{}') });
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

  it('fails with CANCELED for every request whose signal is canceled, under way or sent later', async () => {
    const arrived: ServerResponse[] = [];
    const client = await clientOf((response) => void arrived.push(response));
    const { signal, cancel } = createCancelSignal();
    const underWay = [client.send('{}', signal), client.send('{}', signal)];
    const other = client.send('{}', createCancelSignal().signal);
    while (arrived.length < 3) await nextTurn();
    cancel();
    for (const request of [...underWay, client.send('{}', signal)])
      expect(await request).toMatchObject({ reason: 'CANCELED' });
    expect(arrived).toHaveLength(3);
    for (const response of arrived) response.end('{}');
    expect(await other).toMatchObject({ body: Buffer.from('{}') });
  });

  it.each(['keep-alive', 'close'])(
    'fails with TOO_LARGE for 101 bytes of unstated length if the limit is 100, with Connection: %s',
    async (connection) => {
      const client = await clientOf((response) => {
        response.setHeader('connection', connection);
        response.write('x'.repeat(60));
        setImmediate(() => response.end('x'.repeat(41)));
      });
      expect(await client.send('{}', null)).toMatchObject({ reason: 'TOO_LARGE' });
    },
  );

  it('returns a response of several parts, after an informational one', async () => {
    const client = await clientOf((response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.write('{"a":');
      setImmediate(() => response.end('1}'));
    });
    expect(await client.send('{}', null)).toMatchObject({
      status: 200,
      body: Buffer.from('{"a":1}'),
    });
  });

  it('fails with UNREACHABLE if the connection ends before the response does', async () => {
    const client = await clientOf((response) => {
      response.writeHead(200, { 'content-length': 20 });
      response.write('{"a":', () => response.destroy());
    });
    expect(await client.send('{}', null)).toMatchObject({ reason: 'UNREACHABLE' });
  });

  it('fails with LATE if the response stops in its middle', async () => {
    const client = await clientOf((response) => void response.write('{"a":'), 200);
    expect(await client.send('{}', null)).toMatchObject({ reason: 'LATE' });
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['whose length is stated', (response) => response.end('{"a":1}')],
    [
      'of several parts',
      (response) => {
        response.write('{"a":');
        setImmediate(() => response.end('1}'));
      },
    ],
  ])('reads a response once its bytes are acquired: %s', async (_what, respond) => {
    const client = await clientOf((response) => void respond(response));
    const acquired: number[] = [];
    const gate = new EventEmitter();
    const answered = client.send('{}', null, {
      acquireBytes: (bytes, signal) => {
        acquired.push(bytes);
        return signal === null || once(gate, 'open').then(() => true);
      },
    });
    while (acquired.length === 0) await nextTurn();
    const first = await Promise.race([answered, nextTurn()]);
    expect(first).toBeUndefined();
    gate.emit('open');
    expect(await answered).toMatchObject({ body: Buffer.from('{"a":1}') });
    expect(acquired.reduce((sum, bytes) => sum + bytes, 0)).toBe(7);
  });

  it.each<[string, (signal: unknown) => boolean | Promise<boolean>]>([
    ['at once', () => false],
    ['later', async () => false],
    ['for its second part', (signal) => signal !== null],
  ])('fails with BUSY if the bytes of a response are refused %s', async (_when, acquireBytes) => {
    const client = await clientOf((response) => {
      response.write('{"a":');
      setImmediate(() => response.end('1}'));
    });
    expect(
      await client.send('{}', null, { acquireBytes: (_bytes, signal) => acquireBytes(signal) }),
    ).toMatchObject({ reason: 'BUSY' });
  });
});
