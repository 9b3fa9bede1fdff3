import { gzipSync } from 'node:zlib';
import type { Random } from '../../../support/federated/random.ts';

/** What a server sends in response to one request, and how it is read. */
export interface Reply {
  /** The bytes of the response, in the pieces in which they are sent. */
  readonly pieces: readonly Buffer[];
  /** What becomes of the connection after the last piece. */
  readonly ending: 'keep' | 'close' | 'hang';
  /** Bytes of the body that are acquired. */
  readonly budget: number;
  /** Whether bytes are acquired in a later turn of the event loop, where that is allowed. */
  readonly acquiresLate: boolean;
}

/**
 * A random response: whole, cut off, malformed or without an end. Its length is stated, or it is in chunks, or it ends with
 * the connection. The size of its body is around the limit, or far from it.
 */
export function randomReply(random: Random, maxBytes: number): Reply {
  const fault = random.pick(FAULTS);
  const framing = random.pick(FRAMINGS);
  const body = bodyOf(random, random.pick(fault === 'hang' ? SMALL_SIZES : SIZES));
  const whole = Buffer.concat([
    Buffer.from(headOf(random, framing, body.length), 'latin1'),
    framing === 'chunks' ? chunked(random, body) : body,
  ]);
  return {
    pieces: piecesOf(random, withFault(random, fault, whole)),
    ending:
      fault === 'hang' ? 'hang' : fault === null && framing !== 'connection' ? 'keep' : 'close',
    // Otherwise the pieces would decide which of two limits is reached first.
    budget:
      fault === null && maxBytes > MAX_SIZE ? random.pick([0, 99, 5_000, ...UNLIMITED]) : Infinity,
    acquiresLate: random.chance(40),
  };
}

const FAULTS = [null, null, null, null, null, null, 'cut', 'cut', 'malformed', 'hang'] as const;
const FRAMINGS = ['length', 'length', 'chunks', 'connection'] as const;
const SMALL_SIZES = [20, 90];
const MAX_SIZE = 70_000;
const SIZES = [...SMALL_SIZES, 0, 1, 99, 100, 101, 4_999, 5_000, 5_001, MAX_SIZE];
const UNLIMITED = [Infinity, Infinity, Infinity];

/** JSON with characters of several bytes, or what a gateway that decompressed it would change. */
function bodyOf(random: Random, size: number): Buffer {
  const text = Buffer.from(`{"data":"${'é😀'.repeat(size / 6)}`);
  const bytes = random.chance(20) ? gzipSync(text) : text;
  return Buffer.concat([bytes, Buffer.alloc(size, '"')]).subarray(0, size);
}

function headOf(random: Random, framing: (typeof FRAMINGS)[number], length: number): string {
  const lines = random.some(LINES, random.below(5));
  const framed = {
    length: [`Content-Length: ${length}`],
    chunks: ['transfer-encoding: Chunked'],
    connection: ['connection: close'],
  };
  const early = random.chance(15) ? 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' : '';
  const status = random.pick(STATUSES);
  return `${early}HTTP/1.1 ${status} Some Reason\r\n${random.shuffle([...lines, ...framed[framing]]).join('\r\n')}\r\n\r\n`;
}

const STATUSES = [200, 200, 200, 201, 302, 400, 401, 429, 500, 502, 503];

const LINES = [
  'Content-Type: application/graphql-response+json; charset=utf-8',
  'Content-Encoding: gzip',
  'content-digest: sha-256=:YQ==:',
  'Content-Digest: sha-256=:Yg==:',
  'SIGNATURE: a=:YQ==:',
  'signature: b=:YQ==:',
  'Set-Cookie: a=1',
  'set-cookie: b=2',
  'x-empty:',
  'x-spaces:   a  b \t',
  'x-latin: \u00e9\u00ff',
  'constructor: a',
  'constructor: b',
  'Location: http://127.0.0.1:1/',
];

/** https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
function chunked(random: Random, body: Buffer): Buffer {
  const parts: (Buffer | string)[] = [];
  for (const piece of piecesOf(random, body))
    parts.push(`${piece.length.toString(16)}${random.pick(['', ';a=b'])}\r\n`, piece, '\r\n');
  parts.push(random.pick(['0\r\n\r\n', '0\r\nx-trailer: a\r\n\r\n']));
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

function withFault(random: Random, fault: (typeof FAULTS)[number], whole: Buffer): Buffer {
  switch (fault) {
    case null:
      return whole;
    case 'cut':
    case 'hang':
      return whole.subarray(0, random.below(whole.length));
    case 'malformed':
      return Buffer.from(
        whole.toString('latin1').replace(/^HTTP\/1\.1 \d/, 'HTTP/1.1 x'),
        'latin1',
      );
    default:
      return fault satisfies never;
  }
}

/** Splits bytes at random places. No piece is empty. */
function piecesOf(random: Random, bytes: Buffer): readonly Buffer[] {
  const places = Array.from({ length: random.below(6) }, () => random.below(bytes.length));
  const cuts = [...new Set([0, ...places, bytes.length])].toSorted((a, b) => a - b);
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}
