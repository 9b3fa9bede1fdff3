import type { IncomingHttpHeaders } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';
import { isLoopback } from '../../platform/is-loopback.ts';
import type { Log } from '../../platform/log.ts';
import { hasProxyHeaders } from './proxy-headers.ts';
import type { ClientConnection } from './read-connection.ts';

/** Logs proxies that the configuration does not fit: their clients' addresses are missing in records. */
export type WatchProxies = (connection: ClientConnection, headers: IncomingHttpHeaders) => void;

/**
 * Creates the check. It logs at most one line of each kind:
 * - a peer in a private network that sends headers of proxies, and that the configuration does not list. Other peers are
 *   ignored, since any client can send these headers;
 * - a trusted proxy that names no client.
 */
export function createWatchProxies(log: Log): WatchProxies {
  const expected = new Set(['UNLISTED', 'UNNAMED']);
  return ({ isThroughProxy, proxies, address }, headers) => {
    if (isThroughProxy) {
      if (proxies.length === 0 && expected.delete('UNNAMED'))
        log.warn('a trusted proxy names no client, so records have its own address', {
          code: 'PROXY_NAMES_NO_CLIENT',
        });
      return;
    }
    if (hasProxyHeaders(headers) && isPrivate(address) && expected.delete('UNLISTED'))
      log.warn('a proxy is not listed, so records have its address, not that of the client', {
        code: 'PROXY_NOT_TRUSTED',
        setting: 'server.trustedProxies',
      });
  };
}

/** https://www.rfc-editor.org/rfc/rfc1918#section-3, https://www.rfc-editor.org/rfc/rfc4193 and link-local addresses */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('169.254.0.0', 16, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');
PRIVATE.addSubnet('fe80::', 10, 'ipv6');

function isPrivate(address: string): boolean {
  if (address === 'unknown') return false;
  return isLoopback(address) || PRIVATE.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
