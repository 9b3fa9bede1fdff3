import { gzipSync } from 'node:zlib';
import type { FieldLine } from '../../../../schema/subgraph/http-fields.ts';
import type { Random } from '../../../support/federated/random.ts';
import type { Reading } from './compare-exchanges.ts';

/** What a server responds, whichever version of HTTP it is sent over. */
export interface RandomResponse {
  readonly status: number;
  /** In no order, and without those that say where the body ends. */
  readonly lines: readonly FieldLine[];
  readonly body: Buffer;
  /** Whether the response comes after an informational one. */
  readonly isHinted: boolean;
}

/** A random response with a body of one of the sizes. */
export function randomResponse(random: Random, sizes: readonly number[]): RandomResponse {
  return {
    status: random.pick(STATUSES),
    lines: random.some(LINES, random.below(5)),
    body: bodyOf(random, random.pick(sizes)),
    isHinted: random.chance(15),
  };
}

/** How a response is read. Only one that arrives whole, and whose size has no other limit, has a budget. */
export function randomReading(
  random: Random,
  how: { readonly maxBytes: number; readonly isWhole: boolean; readonly isEndless: boolean },
): Reading {
  const { maxBytes, isWhole, isEndless } = how;
  return {
    timeoutMs: isEndless ? 100 : 20_000,
    maxBytes,
    // Otherwise the pieces would decide which of two limits is reached first.
    budget: isWhole && maxBytes > MAX_SIZE ? random.pick([0, 99, 5_000, ...UNLIMITED]) : Infinity,
    acquiresLate: random.chance(40),
  };
}

/** Sizes below each limit, of responses that do not arrive whole. */
export const SMALL_SIZES = [20, 90];
const MAX_SIZE = 70_000;
/** Sizes around the limits, or far from them. */
export const SIZES = [...SMALL_SIZES, 0, 1, 99, 100, 101, 4_999, 5_000, 5_001, MAX_SIZE];
const UNLIMITED = [Infinity, Infinity, Infinity];

const STATUSES = [200, 200, 200, 201, 302, 400, 401, 429, 500, 502, 503];

const LINES: readonly FieldLine[] = [
  ['Content-Type', 'application/graphql-response+json; charset=utf-8'],
  ['Content-Encoding', 'gzip'],
  ['content-digest', 'sha-256=:YQ==:'],
  ['Content-Digest', 'sha-256=:Yg==:'],
  ['SIGNATURE', 'a=:YQ==:'],
  ['signature', 'b=:YQ==:'],
  ['Set-Cookie', 'a=1'],
  ['set-cookie', 'b=2'],
  ['x-empty', ''],
  ['x-spaces', '  a  b \t'],
  ['x-latin', '\u00e9\u00ff'],
  ['constructor', 'a'],
  ['constructor', 'b'],
  ['__proto__', 'a'],
  ['Location', 'http://127.0.0.1:1/'],
];

/** JSON with characters of several bytes, or what a gateway that decompressed it would change. */
function bodyOf(random: Random, size: number): Buffer {
  const text = Buffer.from(`{"data":"${'é😀'.repeat(size / 6)}`);
  const bytes = random.chance(20) ? gzipSync(text) : text;
  return Buffer.concat([bytes, Buffer.alloc(size, '"')]).subarray(0, size);
}

/** Splits bytes at random places. No piece is empty. */
export function piecesOf(random: Random, bytes: Buffer): readonly Buffer[] {
  const places = Array.from({ length: random.below(6) }, () => random.below(bytes.length));
  const cuts = [...new Set([0, ...places, bytes.length])].toSorted((a, b) => a - b);
  return cuts.slice(1).map((end, index) => bytes.subarray(cuts[index], end));
}
