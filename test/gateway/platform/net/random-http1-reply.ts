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

/** What a server sends over HTTP/1.1 in response to one request, and how it is read. */
export interface Http1Reply extends Reading {
  /** The bytes of the response, in the pieces in which they are sent. */
  readonly pieces: readonly Buffer[];
  /** What becomes of the connection after the last piece. */
  readonly ending: 'keep' | 'close' | 'hang';
}

/**
 * A random response: whole, cut off, malformed or without an end. Its length is stated, or it is in chunks, or it ends with
 * the connection.
 */
export function randomHttp1Reply(random: Random, maxBytes: number): Http1Reply {
  const fault = random.pick(FAULTS);
  const framing = random.pick(FRAMINGS);
  const isEndless = fault === 'hang';
  const response = randomResponse(random, isEndless ? SMALL_SIZES : SIZES);
  const { body } = response;
  const whole = Buffer.concat([
    Buffer.from(headOf(random, framing, response), 'latin1'),
    framing === 'chunks' ? chunked(random, body) : body,
  ]);
  return {
    pieces: piecesOf(random, withFault(random, fault, whole)),
    ending: isEndless ? 'hang' : fault === null && framing !== 'connection' ? 'keep' : 'close',
    ...randomReading(random, { maxBytes, isWhole: fault === null, isEndless }),
  };
}

const FAULTS = [null, null, null, null, null, null, 'cut', 'cut', 'malformed', 'hang'] as const;
const FRAMINGS = ['length', 'length', 'chunks', 'connection'] as const;

function headOf(
  random: Random,
  framing: (typeof FRAMINGS)[number],
  { status, lines, body, isHinted }: RandomResponse,
): string {
  const framed = {
    length: `Content-Length: ${body.length}`,
    chunks: 'transfer-encoding: Chunked',
    connection: 'connection: close',
  };
  const texts = lines.map(([name, value]) => `${name}: ${value}`);
  const early = isHinted ? 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n' : '';
  return `${early}HTTP/1.1 ${status} Some Reason\r\n${random.shuffle([...texts, framed[framing]]).join('\r\n')}\r\n\r\n`;
}

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
