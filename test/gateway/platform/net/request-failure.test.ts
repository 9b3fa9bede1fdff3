import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileOrUrl } from '../../../../gateway/platform/net/read-file-or-url.ts';
import { describeFailure } from '../../../../gateway/platform/net/request-failure.ts';
import { freePort } from '../../../support/free-port.ts';

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const [, status = ''] = request.url?.split('/') ?? [];
    if (status === 'never') return;
    response.writeHead(Number(status), { location: '/200' }).end('x'.repeat(100));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const at = (path: string) => `http://127.0.0.1:${(server.address() as AddressInfo).port}/${path}`;

async function failureOf(url: string, maxBytes = 1_000) {
  const signal = AbortSignal.timeout(500);
  return readFileOrUrl({ kind: 'url', url }, { maxBytes, signal }).then(
    () => null,
    (error: unknown) => describeFailure(error),
  );
}

describe('the description of a failed request', () => {
  it.each([
    ['the status 401', '401', { reason: 'STATUS', status: 401 }],
    ['a redirect, which is not followed', '302', { reason: 'STATUS', status: 302 }],
    ['no response in time', 'never', { reason: 'LATE' }],
  ])('names %s', async (_what, path, failure) => {
    expect(await failureOf(at(path))).toEqual(failure);
  });

  it('names a response of too many bytes', async () => {
    expect(await failureOf(at('200'), 99)).toEqual({ reason: 'TOO_LARGE' });
  });

  it('names the code of a connection that is refused', async () => {
    const port = await freePort();
    expect(await failureOf(`http://127.0.0.1:${port}/`)).toEqual({ reason: 'ECONNREFUSED' });
  });

  it('says that a port to which fetch never connects is unreachable', async () => {
    expect(await failureOf('http://127.0.0.1:9/')).toEqual({ reason: 'UNREACHABLE' });
  });

  it('names the code of a file that does not exist', async () => {
    const signal = AbortSignal.timeout(500);
    const read = readFileOrUrl({ kind: 'file', path: '/nowhere' }, { maxBytes: 9, signal });
    const error: unknown = await read.catch((thrown: unknown) => thrown);
    expect(describeFailure(error)).toEqual({ reason: 'ENOENT' });
  });

  it('says that anything else is malformed, and quotes no code of a document', () => {
    expect(describeFailure(new SyntaxError('Unexpected token'))).toEqual({ reason: 'MALFORMED' });
    const quoting = Object.assign(new Error('x'), { code: 'EXAMPLE-SSN 999' });
    expect(describeFailure(quoting)).toEqual({ reason: 'MALFORMED' });
  });
});
