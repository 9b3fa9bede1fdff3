import { hash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { HttpAnswer } from '../../../../gateway/platform/net/exchange-messages.ts';
import {
  createHttpClient,
  type HttpClient,
  type HttpClientOptions,
  type HttpFailure,
  type PostOptions,
} from '../../../../gateway/platform/net/http-client.ts';
import { fieldLines } from '../../../../schema/subgraph/http-fields.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';

/** How one response is read. */
export interface Reading {
  readonly timeoutMs: number;
  /** Bytes of the body that the client reads. */
  readonly maxBytes: number;
  /** Bytes of the body that are acquired. */
  readonly budget: number;
  /** Whether bytes are acquired in a later turn of the event loop, where that is allowed. */
  readonly acquiresLate: boolean;
}

/** A response, or why there is none. */
export type Outcome = ReturnType<typeof describeAnswer> | HttpFailure;

/** A server that sends random replies, and how a client library reads them in the plain way. */
export interface ComparedExchanges<Reply extends Reading> {
  readonly client: Pick<HttpClientOptions, 'url' | 'tls' | 'http2'>;
  /** Replies to requests that are sent at the same time. */
  readonly randomReplies: (random: Random, maxBytes: number) => readonly Reply[];
  /** The server sends each of them to the requests whose body is its index. */
  readonly replies: Reply[];
  readonly exchangePlainly: (body: string, reply: Reply) => Promise<Outcome>;
}

/** Outcomes that differ, and how many there were of each kind. */
export interface Comparison {
  readonly differences: readonly object[];
  readonly kinds: ReadonlyMap<string, number>;
}

/** Groups of requests of one client, one after the other on one connection as far as the replies allow it. */
const GROUPS = 3;
const LANES = 8;

/** Sends requests for random replies by the gateway's client and in the plain way, in `runs` with a client each. */
export async function compareExchanges<Reply extends Reading>(
  exchanges: ComparedExchanges<Reply>,
  { runs, seed: first }: { readonly runs: number; readonly seed: number },
): Promise<Comparison> {
  const kinds = new Map<string, number>();
  const differences: object[] = [];
  const compareOne = async (client: HttpClient, reply: Reply, isRepeatable: boolean) => {
    const body = String(exchanges.replies.push(reply) - 1);
    const [answer, expected] = await Promise.all([
      client.send(body, null, { ...optionsFor(reply), isRepeatable }),
      exchanges.exchangePlainly(body, reply),
    ]);
    const found = 'reason' in answer ? answer.reason : describeAnswer(answer);
    const kind = typeof expected === 'string' ? expected : 'answered';
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return isDeepStrictEqual(found, expected) ? [] : [{ found, expected }];
  };
  const tryOne = async (run: number) => {
    const seed = hashOf(first, run);
    const random = createRandom(seed);
    const maxBytes = random.pick([100, 5_000, 1e9]);
    const client = createHttpClient({
      ...exchanges.client,
      headers: {},
      timeoutMs: 20_000,
      maxResponseBytes: maxBytes,
      connections: 1,
    });
    for (let group = 0; group < GROUPS; group += 1) {
      const replies = exchanges.randomReplies(random, maxBytes);
      const isRepeatable = replies.length > 1 || random.chance(50);
      const found = replies.map((reply) => compareOne(client, reply, isRepeatable));
      for (const difference of (await Promise.all(found)).flat())
        differences.push({ seed, group, ...difference });
    }
    await client.close();
  };
  let next = 0;
  const lane = async () => {
    while (next < runs) await tryOne((next += 1));
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return { differences, kinds };
}

/** The number of runs at this depth, and their seed. */
export function runsAtDepth(slice: number, whole: number) {
  const { numRuns: runs, seed = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(slice, whole);
  return { runs, seed };
}

function optionsFor({ timeoutMs, budget, acquiresLate }: Reading): PostOptions {
  let acquired = 0;
  return {
    timeoutMs,
    acquireBytes: (bytes, wait) => {
      acquired += bytes;
      const isWithin = acquired <= budget;
      return acquiresLate && wait !== null ? nextTurn(isWithin) : isWithin;
    },
  };
}

/** Why so many bytes of a body, read or stated, are refused; null if they are not. */
export function refusalOf({ maxBytes, budget }: Reading, bytes: number): HttpFailure | null {
  if (bytes > maxBytes) return 'TOO_LARGE';
  return bytes > budget ? 'BUSY' : null;
}

/**
 * A response, in short. Its headers are without the whitespace at the end of values, which undici keeps: it is not part of
 * them (RFC 9110, section 5.5).
 */
export function describeAnswer({ status, headers, body }: HttpAnswer) {
  const lines = fieldLines(headers).map(([name, value]) => [name, value.replace(/[ \t]+$/, '')]);
  return { status, lines, size: body.length, digest: hash('sha256', body) };
}
