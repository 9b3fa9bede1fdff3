import { describe, expect, it } from '@jest/globals';
import type { IncomingHttpHeaders } from 'node:http';
import { createReadConnection } from '../../../../gateway/http/connection/read-connection.ts';
import { createWatchProxies } from '../../../../gateway/http/connection/watch-proxies.ts';
import { createLog } from '../../../../gateway/platform/log.ts';

/** The lines that are logged about requests from a peer that is not a trusted proxy. */
function watch(peer: string, requests: readonly IncomingHttpHeaders[]): readonly string[] {
  const lines: string[] = [];
  const watchProxies = createWatchProxies(createLog('info', { write: (line) => lines.push(line) }));
  const readConnection = createReadConnection({
    trustedProxies: [],
    proxyHops: null,
    forwardedHeader: 'x-forwarded-for',
  });
  for (const headers of requests) {
    const request = { socket: { remoteAddress: peer }, headersDistinct: headers };
    const connection = readConnection(request as unknown as Parameters<typeof readConnection>[0]);
    watchProxies(connection, headers);
  }
  return lines;
}

const NAMES = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'];

describe('the warning about a proxy that is not listed', () => {
  it.each(NAMES)('is logged once for a peer in a private network that sends %s', (name) => {
    for (const peer of ['10.1.2.3', '192.168.0.9', 'fd00::1']) {
      expect(watch(peer, [{}, { [name]: 'x' }, { [name]: 'x' }])).toEqual([
        expect.stringMatching(/PROXY_NOT_TRUSTED.*server\.trustedProxies/),
      ]);
    }
  });

  it('is not logged for any other peer, since every client can send these headers', () => {
    for (const name of NAMES) expect(watch('203.0.113.9', [{ [name]: 'x' }])).toEqual([]);
  });

  it('is not logged without headers of proxies', () => {
    expect(watch('10.1.2.3', [{ host: 'gateway' }])).toEqual([]);
  });
});
