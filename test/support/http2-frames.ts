import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

/** Types of frames: https://www.rfc-editor.org/rfc/rfc9113#section-6 */
export const TYPE = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;

export const END_STREAM = 1;
export const END_HEADERS = 4;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** A connection over HTTP/2 on which a test sends frames that no client library would send. */
export interface FrameConnection {
  readonly socket: TLSSocket;
  /** Frames that the server has sent. */
  readonly frames: readonly Frame[];
  readonly isClosed: () => boolean;
  /** Resolves with the frames when the connection is closed, or so many ms later. */
  readonly closed: (withinMs?: number) => Promise<readonly Frame[]>;
}

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** Connects, and sends the preface with empty settings. */
export async function openFrames(url: string, ca: string): Promise<FrameConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), ca, ALPNProtocols: ['h2'] });
  await once(socket, 'secureConnect');
  const frames: Frame[] = [];
  let unread: Buffer = Buffer.alloc(0);
  let isClosed = false;
  socket.on('data', (data: Buffer) => {
    unread = Buffer.concat([unread, data]);
    while (unread.length >= 9 && unread.length >= 9 + unread.readUIntBE(0, 3)) {
      const length = unread.readUIntBE(0, 3);
      const [type, flags, stream] = [unread[3] ?? 0, unread[4] ?? 0, unread.readUInt32BE(5)];
      frames.push({ type, flags, stream, payload: unread.subarray(9, 9 + length) });
      unread = unread.subarray(9 + length);
    }
  });
  const closing = new Promise<void>((resolve) => {
    socket.on('error', () => undefined);
    socket.once('close', () => {
      isClosed = true;
      resolve();
    });
  });
  socket.write(Buffer.concat([PREFACE, frame(TYPE.settings, 0, 0)]));
  return {
    socket,
    frames,
    isClosed: () => isClosed,
    closed: async (withinMs = 5_000) => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([closing, late]);
      clearTimeout(timer);
      return frames;
    },
  };
}

export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** A header block of literals that are not indexed: https://www.rfc-editor.org/rfc/rfc7541#section-6.2.2 */
export function headerBlock(lines: readonly (readonly [string, string])[]): Buffer {
  return Buffer.concat(
    lines.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]),
  );
}

/** A text without Huffman coding: https://www.rfc-editor.org/rfc/rfc7541#section-5.2 */
export function literal(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([integer(bytes.length), bytes]);
}

/** An integer with a prefix of 7 bits: https://www.rfc-editor.org/rfc/rfc7541#section-5.1 */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const bytes = [127];
  let left = value - 127;
  for (; left >= 128; left >>= 7) bytes.push((left & 127) | 128);
  return Buffer.from([...bytes, left]);
}
