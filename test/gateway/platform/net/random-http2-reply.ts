import { constants, type OutgoingHttpHeaders } from 'node:http2';
import type { Random } from '../../../support/federated/random.ts';
import type { Reading } from './compare-exchanges.ts';
import {
  piecesOf,
  randomReading,
  randomResponse,
  SIZES,
  SMALL_SIZES,
  type RandomResponse,
} from './random-response.ts';

/** What a server sends over HTTP/2 in response to one request, and how it is read. */
export interface Http2Reply extends Reading {
  /** Statuses of informational responses. */
  readonly informational: readonly number[];
  /** Null: the request ends before its response begins. */
  readonly headers: OutgoingHttpHeaders | null;
  /** The body. */
  readonly pieces: readonly Buffer[];
  /** Whether each part is sent in a turn of the event loop of its own. */
  readonly isSlow: boolean;
  readonly trailers: OutgoingHttpHeaders | null;
  readonly ending: Ending;
}

/** How a response ends: whole, never, by RST_STREAM or GOAWAY before its end, or with the connection. */
export type Ending =
  | { readonly kind: 'end' | 'hang' | 'cut' }
  | { readonly kind: 'reset' | 'goaway'; readonly code: number };

const { NGHTTP2_CANCEL, NGHTTP2_INTERNAL_ERROR, NGHTTP2_NO_ERROR, NGHTTP2_REFUSED_STREAM } =
  constants;

const END: Ending = { kind: 'end' };
/** Those after which the connection is still used. */
const STREAM_ENDINGS: readonly Ending[] = [
  ...Array.from({ length: 8 }, () => END),
  { kind: 'hang' },
  { kind: 'reset', code: NGHTTP2_NO_ERROR },
  { kind: 'reset', code: NGHTTP2_CANCEL },
  { kind: 'reset', code: NGHTTP2_INTERNAL_ERROR },
  { kind: 'reset', code: NGHTTP2_REFUSED_STREAM },
];
const CONNECTION_ENDINGS: readonly Ending[] = [
  { kind: 'cut' },
  { kind: 'goaway', code: NGHTTP2_NO_ERROR },
  { kind: 'goaway', code: NGHTTP2_INTERNAL_ERROR },
];

/** Random responses to requests on one connection at the same time. A response that ends the connection is alone. */
export function randomHttp2Replies(random: Random, maxBytes: number): readonly Http2Reply[] {
  if (random.chance(25)) return [randomReply(random, maxBytes, random.pick(CONNECTION_ENDINGS))];
  return Array.from({ length: random.pick([1, 2, 5]) }, () =>
    randomReply(random, maxBytes, random.pick(STREAM_ENDINGS)),
  );
}

function randomReply(random: Random, maxBytes: number, ending: Ending): Http2Reply {
  const { kind } = ending;
  const hasEnd = kind === 'end';
  const length = isSilent(ending) ? 'right' : random.pick(hasEnd ? LENGTHS : CUT_LENGTHS);
  const isWhole = hasEnd && length !== 'wrong';
  const response = randomResponse(random, isWhole ? SIZES : SMALL_SIZES);
  const isBodiless = isWhole && random.chance(10);
  const { body } = response;
  const sent = isBodiless ? NOTHING : hasEnd ? body : body.subarray(0, random.below(body.length));
  const hasTrailers = hasEnd && !isBodiless && random.chance(20);
  const reading = randomReading(random, { maxBytes, isWhole, isEndless: kind === 'hang' });
  const isHeaded = hasEnd || random.chance(75);
  return {
    informational: response.isHinted ? random.some(INFORMATIONAL, 1 + random.below(2)) : [],
    headers: isHeaded
      ? {
          ':status': isBodiless ? random.pick(BODILESS) : response.status,
          ...headersOf(random, response, isBodiless ? null : lengthOf(length, body, random)),
        }
      : null,
    pieces: isHeaded ? piecesOf(random, sent) : [],
    isSlow: random.chance(50),
    trailers: hasTrailers ? { 'x-trailer': 'a' } : null,
    ending,
    ...reading,
    // undici ends a response at its trailers, although its body waits to be read.
    acquiresLate: reading.acquiresLate && !hasTrailers,
  };
}

/**
 * Whether Node.js ends a response that is reset so as if it were whole, as undici then does too. Only the stated length of
 * the body shows that it isn't.
 */
function isSilent(ending: Ending): boolean {
  if (ending.kind !== 'reset') return false;
  return ending.code === NGHTTP2_NO_ERROR || ending.code === NGHTTP2_CANCEL;
}

const NOTHING = Buffer.alloc(0);
const LENGTHS = ['right', 'right', 'right', 'none', 'none', 'wrong'] as const;
const CUT_LENGTHS = ['right', 'none'] as const;
const INFORMATIONAL = [100, 102, 103];
const BODILESS = [204, 304];

function lengthOf(length: (typeof LENGTHS)[number], body: Buffer, random: Random): string | null {
  switch (length) {
    case 'right':
      return String(body.length);
    case 'wrong':
      return String(random.pick([0, body.length - 1, body.length + 1, 6_000]));
    case 'none':
      return null;
    default:
      return length satisfies never;
  }
}

/** Lines of one name as a list, in which Node.js expects them. */
function headersOf(
  random: Random,
  { lines }: RandomResponse,
  length: string | null,
): OutgoingHttpHeaders {
  const headers = new Map<string, string[]>();
  // Otherwise Node.js adds the current time.
  const all = [...lines, ['date', 'Thu, 01 Jan 2026 00:00:00 GMT'] as const];
  if (length !== null) all.push(['content-length', length]);
  for (const [field, value] of random.shuffle(all)) {
    const name = field.toLowerCase();
    // Over HTTP/2, undici decodes characters other than those of ASCII wrongly.
    if (name !== 'x-latin') headers.set(name, [...(headers.get(name) ?? []), value.trim()]);
  }
  return Object.fromEntries(headers);
}
