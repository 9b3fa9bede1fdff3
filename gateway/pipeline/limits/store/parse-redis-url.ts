import { isLoopback } from '../../../platform/is-loopback.ts';

/** A database of a server that speaks Redis' protocol, and a login. */
export interface RedisServer {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  /** Null: the default user. */
  readonly user: string | null;
  /** Null: no login. */
  readonly password: string | null;
  /** Null uses no TLS, which only a loopback host may do. */
  readonly tls: {
    /** PEM file of the certificate authorities; null for those of the system. */
    readonly ca: string | null;
  } | null;
}

/** A server, or the problem of the URL as the end of a sentence. */
export type ParsedRedisUrl =
  | { readonly ok: true; readonly server: RedisServer }
  | { readonly ok: false; readonly problem: string };

/**
 * Parses `rediss://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`, or `redis://` without TLS for a loopback host.
 * https://www.iana.org/assignments/uri-schemes/prov/rediss
 */
export function parseRedisUrl(text: string): ParsedRedisUrl {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '')
    return wrong(`must be ${REDIS_FORM}`);
  // An IPv6 address is in brackets.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const user = decode(url.username);
  const password = decode(url.password);
  const database = /^\/?(\d{0,5})$/.exec(url.pathname)?.[1];
  if (user === null || password === null) return wrong(`must be ${REDIS_FORM}`);
  if (database === undefined)
    return wrong('must end with the number of a database, or without one');
  if (url.search !== '' || url.hash !== '') return wrong('must have no parameters');
  if (user !== '' && password === '') return wrong('names a user without a password');
  const isTls = url.protocol === 'rediss:';
  if (!isTls && !isLoopback(host))
    return wrong('must be a rediss:// URL: redis:// is for loopback hosts only');
  return {
    ok: true,
    server: {
      host,
      port: url.port === '' ? DEFAULT_PORT : Number(url.port),
      database: Number(database),
      user: user === '' ? null : user,
      password: password === '' ? null : password,
      tls: isTls ? { ca: null } : null,
    },
  };
}

export const REDIS_FORM = 'rediss://USER:PASSWORD@HOST';

const DEFAULT_PORT = 6379;

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function wrong(problem: string): ParsedRedisUrl {
  return { ok: false, problem };
}
