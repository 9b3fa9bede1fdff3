import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import { readAnchor } from '../../../../gateway/cli/audit/read-anchor.ts';

const server = createServer((request, response) => {
  if (request.url === '/latest?ledger=1') response.end('a checkpoint\n');
  else if (request.url === '/moved')
    response.writeHead(302, { location: '/latest?ledger=1' }).end();
  else if (request.url === '/large') response.end('x'.repeat(100_000));
  else response.writeHead(404).end();
});
let url = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port.');
  url = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.close();
});

describe('reading a checkpoint for --anchor', () => {
  it('returns the text at a URL on this machine', async () => {
    expect(await readAnchor(`${url}/latest?ledger=1`)).toBe('a checkpoint\n');
  });

  it.each([
    ['/none', 'status 404'],
    ['/moved', 'status 302'],
    ['/large', 'no answer'],
  ])('fails if the path %s of the server gives no checkpoint: %s', async (path, how) => {
    await expect(readAnchor(url + path)).rejects.toThrow(`gives no checkpoint: ${how}.`);
  });

  it('fails with "must be https" for a plain HTTP URL of another host', async () => {
    await expect(readAnchor('http://witness.example/latest')).rejects.toThrow('must be https');
  });

  it('fails without printing the password and query of the URL if the checkpoint is missing', async () => {
    const secret = url.replace('//', '//me:password@');
    await expect(readAnchor(`${secret}/none?token=t`)).rejects.toThrow(
      `--anchor ${url}/none gives no checkpoint: status 404.`,
    );
  });

  it('fails with the path if the file cannot be read', async () => {
    await expect(readAnchor('nonexistent')).rejects.toThrow('nonexistent cannot be read.');
  });
});
