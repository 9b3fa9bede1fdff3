import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { StartError } from '../../../platform/errors.ts';
import { countInRedis } from '../../../platform/rates/counters.ts';
import type { LimitStore } from '../../../platform/rates/shared-counters.ts';
import type { RedisServer } from './parse-redis-url.ts';

/**
 * Opens a store of counts in Redis or Valkey; its client is loaded only here. The client connects again by itself, and
 * refuses commands until it has.
 *
 * @throws StartError where the file of the authorities cannot be read
 */
export async function openRedisCounters(server: RedisServer): Promise<LimitStore> {
  const { host, port, user, password, database, tls } = server;
  const ca = tls?.ca == null ? null : readAuthorities(tls.ca);
  const { createClient, ErrorReply } = await import('@redis/client');
  const timing = { connectTimeout: 2_000, socketTimeout: SILENCE_MS, reconnectStrategy: 250 };
  const client = createClient({
    ...(user !== null && { username: user }),
    ...(password !== null && { password }),
    database,
    RESP: 2,
    disableOfflineQueue: true,
    // A server that accepts connections and does not answer is noticed by its silence.
    pingInterval: SILENCE_MS / 2,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    socket:
      tls === null
        ? { host, port, ...timing }
        : {
            host,
            port,
            tls: true,
            minVersion: 'TLSv1.2',
            rejectUnauthorized: true,
            ...(isIP(host) === 0 && { servername: host }),
            ...(ca !== null && { ca }),
            ...timing,
          },
  });
  // Without a listener, an error of the connection would end the process.
  client.on('error', () => undefined);
  let isConnecting = false;
  return {
    ...countInRedis(client),
    prepare: async () => {
      if (!isConnecting) {
        isConnecting = true;
        // Ends only with `close`.
        client.connect().catch(() => undefined);
      }
      try {
        if (!client.isReady) await once(client, 'ready');
        await client.ping();
      } catch (error) {
        const refusal = error instanceof ErrorReply ? refusalOf(error) : null;
        if (refusal === null) throw error;
        throw new StartError([`the server ${host}:${port} ${refusal}`], { cause: error });
      }
    },
    codeOf: (error) => {
      const cause = error instanceof StartError ? error.cause : error;
      if (cause instanceof ErrorReply) return replyCode(cause);
      if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
        return cause.code;
      return client.isReady ? null : 'NOT_CONNECTED';
    },
    close: async () => client.destroy(),
  };
}

/** How long the server may be silent before the connection counts as lost. */
const SILENCE_MS = 4_000;

/** What is wrong where the server replies the same until an operator changes something; null for any other error. */
function refusalOf(error: Error): string | null {
  const code = replyCode(error) ?? '';
  if (LOGIN_REFUSED.has(code))
    return `refuses the login (${code}). Correct the user or the password`;
  // A server with too many connections has the same code.
  return code === 'ERR' && !error.message.includes('number of clients')
    ? 'has no database of this number, or no password (ERR). Correct the URL'
    : null;
}

const LOGIN_REFUSED: ReadonlySet<string> = new Set(['WRONGPASS', 'NOAUTH', 'NOPERM']);

/** The first word of an error of the server. https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
function replyCode({ message }: Error): string | null {
  return /^[A-Z]{1,32}(?= |$)/.exec(message)?.[0] ?? null;
}

function readAuthorities(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartError(
      [`limits.store.ca: ${path} cannot be read. Fix the path or its permissions.`],
      { cause },
    );
  }
}
