import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, SocketAddress, type Socket } from 'node:net';
import parseForwarded from 'forwarded-parse';
import { isLoopback } from '../../platform/is-loopback.ts';
import { hasProxyHeaders } from './proxy-headers.ts';
import type { ServerConfig } from '../server-config.ts';

/** How a request came to the gateway. */
export interface ClientConnection {
  /** The client's IP address; `unknown` for a connection that is already closed. */
  readonly address: string;
  /** Whether a trusted proxy connected to the gateway. */
  readonly isThroughProxy: boolean;
  /** Addresses of the trusted proxies, from the one that connected to the gateway to the one that the client used. */
  readonly proxies: readonly string[];
  /**
   * Whether the client used TLS, or is a program on this machine and not a proxy. Of a request through trusted proxies, the protocol that they state
   * counts: their own connections to the gateway may be plain HTTP, inside the network of the operator. A proxy that states
   * none counts by its own connection, on this machine too: its clients may be on others.
   */
  readonly isSecure: boolean;
  /** Whether trusted proxies state a protocol. */
  readonly statesProtocol: boolean;
  /** Whether a proxy on this machine connected that the configuration does not list: its clients may be on others. */
  readonly isUnlistedProxy: boolean;
}

/** Reads where a request comes from. */
export type ReadConnection = (
  request: Pick<IncomingMessage, 'headersDistinct' | 'socket'>,
) => ClientConnection;

/** What one proxy says about the connection that it accepted. */
interface Hop {
  /** The address that connected to it; null if it gives none that can be read. */
  readonly address: string | null;
  /** `http` or `https`; null if it does not say. */
  readonly protocol: string | null;
}

/** A longer chain is cut, so that a client behind a trusted proxy cannot fill records with addresses. */
const MAX_PROXIES = 16;

/**
 * Creates the function that reads where a request comes from. Headers count only if the connection's peer is a trusted
 * proxy, and only `Forwarded`, or `X-Forwarded-For` with `X-Forwarded-Proto`, as the configuration says: proxies pass on
 * other headers as clients sent them. Headers of an unlisted proxy on this machine count only against it. Every stated protocol must be `https`, so that a client gains nothing by stating it.
 *
 * The header is read from its end, where the nearest proxy appended. The first address that is not a trusted proxy is the
 * client; what precedes it was sent by the client and is ignored. If a trusted proxy appended no address that can be
 * read, its own address stands for the client.
 */
export function createReadConnection({
  trustedProxies,
  proxyHops,
  forwardedHeader,
}: Pick<ServerConfig, 'trustedProxies' | 'proxyHops' | 'forwardedHeader'>): ReadConnection {
  const isListed = createAddressMatch(trustedProxies);
  /** `index` counts from 0, the connection's peer. With a number of hops, only the peer has to be listed. */
  const isTrusted = (address: string, index: number) =>
    proxyHops === null ? isListed(address) : index < proxyHops && (index > 0 || isListed(address));
  const isStandard = forwardedHeader === 'forwarded';
  const read: ReadConnection = ({ socket, headersDistinct }) => {
    const isTls = isTlsSocket(socket);
    const peer = normalizeAddress(socket.remoteAddress ?? '');
    if (peer === null) return { ...DIRECT, address: UNKNOWN, isSecure: isTls };
    if (!isTrusted(peer, 0))
      return { ...DIRECT, address: peer, isSecure: isTls || isLoopback(peer) };
    const chain = [peer];
    const hops = isStandard ? forwardedHops(headersDistinct) : xForwardedHops(headersDistinct);
    // Most proxies append the address and replace the protocol, so that the two lists differ in length.
    const protocols = isStandard ? [] : protocolsOf(headersDistinct);
    for (const { address, protocol } of hops) {
      if (protocol !== null) protocols.push(protocol);
      if (address === null || chain.length > MAX_PROXIES) break;
      chain.push(address);
      if (!isTrusted(address, chain.length - 1)) break;
    }
    return {
      address: chain.at(-1) ?? peer,
      isThroughProxy: true,
      proxies: chain.slice(0, -1),
      isSecure: protocols.length === 0 ? isTls : protocols.every((each) => each === 'https'),
      statesProtocol: protocols.length > 0,
      isUnlistedProxy: false,
    };
  };
  // All requests on a connection come from its peer; a proxy states the client of each request.
  const known = new WeakMap<object, ClientConnection>();
  /** Of connections from this machine: what they are for a request that a proxy has forwarded. */
  const forwarded = new WeakMap<object, ClientConnection>();
  return (request) => {
    const { socket, headersDistinct } = request;
    let connection = known.get(socket) ?? known.get(request);
    if (connection === undefined) {
      connection = read(request);
      const { isThroughProxy, address } = connection;
      if (isThroughProxy) known.set(request, connection);
      else if (address !== UNKNOWN) known.set(socket, connection);
      if (!isThroughProxy && isLoopback(address))
        forwarded.set(socket, {
          ...connection,
          isSecure: isTlsSocket(socket),
          isUnlistedProxy: true,
        });
    }
    const unlisted = forwarded.get(socket);
    return unlisted !== undefined && hasProxyHeaders(headersDistinct) ? unlisted : connection;
  };
}

function isTlsSocket(socket: Socket): boolean {
  return 'encrypted' in socket && socket.encrypted === true;
}

/** The address of a connection that is already closed. */
const UNKNOWN = 'unknown';

const DIRECT = {
  isThroughProxy: false,
  proxies: [],
  statesProtocol: false,
  isUnlistedProxy: false,
} as const;

/** Makes the test whether an address is in one of these addresses and CIDR ranges. */
function createAddressMatch(ranges: readonly string[]): (address: string) => boolean {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix] = range.split('/');
    if (prefix === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(prefix), familyOf(address));
  }
  return (address) => list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** An address as records show it: IPv6 in short form, IPv4 also where it is mapped into IPv6. Null for any other text. */
function normalizeAddress(text: string): string | null {
  const family = isIP(text);
  if (family !== 6) return family === 0 ? null : text;
  const [bare = ''] = text.split('%');
  const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address;
}

type Headers = Parameters<ReadConnection>[0]['headersDistinct'];

function protocolsOf(headers: Headers): string[] {
  return itemsOf(headers['x-forwarded-proto']).map((protocol) => protocol.toLowerCase());
}

/** The hops that `X-Forwarded-For` lists, the nearest first. */
function* xForwardedHops(headers: Headers): Generator<Hop> {
  for (const item of itemsOf(headers['x-forwarded-for']).toReversed())
    yield { address: readNode(item), protocol: null };
}

/** The hops that `Forwarded` lists, the nearest first: https://www.rfc-editor.org/rfc/rfc7239#section-4 */
function* forwardedHops(headers: Headers): Generator<Hop> {
  // Parsed one by one, so that a malformed element from the client does not hide those that proxies appended.
  for (const element of elementsOf(headers['forwarded'] ?? []).toReversed()) {
    const fields = parseElement(element);
    yield fields === null
      ? { address: null, protocol: 'unreadable' }
      : {
          address: readNode(fields['for'] ?? ''),
          protocol: fields['proto']?.toLowerCase() ?? null,
        };
  }
}

/** The parameters of an element; null if it is malformed or has a parameter twice (RFC 7239, section 4). */
function parseElement(element: string): Readonly<Record<string, string>> | null {
  const names = [...element.matchAll(/(?:^|;)\s*([\w-]+)=/g)].map(([, name = '']) =>
    name.toLowerCase(),
  );
  if (new Set(names).size < names.length) return null;
  try {
    return parseForwarded(element)[0] ?? null;
  } catch {
    return null;
  }
}

/** Splits at commas outside quotes. Starts at the end, because the start may be a client's unclosed quote. */
function elementsOf(values: readonly string[]): readonly string[] {
  if (values.length === 0) return [];
  const text = values.join(',');
  const elements: string[] = [];
  let end = text.length;
  let isQuoted = false;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const character = text[at];
    if (character === '"' && !isEscaped(text, at)) isQuoted = !isQuoted;
    if (character !== ',' || isQuoted) continue;
    elements.unshift(text.slice(at + 1, end).trim());
    end = at;
  }
  return [text.slice(0, end).trim(), ...elements];
}

/** Whether an odd number of backslashes precedes a character. */
function isEscaped(text: string, at: number): boolean {
  let start = at;
  while (text[start - 1] === '\\') start -= 1;
  return (at - start) % 2 === 1;
}

function itemsOf(values: readonly string[] = []): readonly string[] {
  return values.flatMap((value) => value.split(',')).map((item) => item.trim());
}

/** The address of a node, which may have a port: `192.0.2.1:443`, `[2001:db8::1]:443`. Null for `unknown` and other text. */
function readNode(node: string): string | null {
  const bare = /^\[(.+)\](?::\d+)?$/.exec(node)?.[1] ?? /^([\d.]+):\d+$/.exec(node)?.[1] ?? node;
  return normalizeAddress(bare);
}
