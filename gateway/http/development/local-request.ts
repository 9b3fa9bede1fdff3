import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../../platform/is-loopback.ts';
import { hasProxyHeaders } from '../connection/proxy-headers.ts';

/** Whether a connection comes from this machine, and no proxy on it has forwarded the request. */
export function isFromThisMachine({
  headers,
  socket,
}: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  const { remoteAddress } = socket;
  return remoteAddress !== undefined && isLoopback(remoteAddress) && !hasProxyHeaders(headers);
}

/**
 * Whether a request names this machine as its host. A page that binds its own host name to a loopback address (DNS rebinding)
 * has its requests sent here as its own, but with its name.
 */
export function namesThisMachine(request: Pick<IncomingMessage, 'headers'>): boolean {
  const name = HOST.exec(hostOf(request))?.[1];
  return name !== undefined && isLoopback(name);
}

/** The host as sent; empty without one. In HTTP/2, `:authority` replaces the header (RFC 9113, section 8.3.1). */
function hostOf({ headers: { host, ':authority': authority } }: Pick<IncomingMessage, 'headers'>) {
  return String(authority ?? host ?? '');
}

/** A host with an optional port, without user information: `localhost:4000`, `[::1]:4000`. */
const HOST = /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/**
 * Whether a page of another origin sends a request. Browsers say so (https://www.w3.org/TR/fetch-metadata/), and other programs
 * send neither header.
 */
export function isFromAnotherPage(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && origin.replace(/^https?:\/\//, '') !== hostOf(request);
}
