import { once } from 'node:events';
import { connect, type ClientHttp2Session, type SecureClientSessionOptions } from 'node:http2';

export interface Http2Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as it was sent. */
  readonly bytes: Buffer;
}

/** A client with one connection over HTTP/2. */
export interface Http2Client {
  readonly session: ClientHttp2Session;
  /** Sends one request. Rejects if its stream is reset, or ends without a response. */
  readonly send: (request: {
    readonly method?: string;
    readonly path?: string;
    readonly headers?: Readonly<Record<string, string | string[]>>;
    readonly body?: string | null;
  }) => Promise<Http2Answer>;
  readonly close: () => void;
}

export async function openHttp2(
  url: string,
  options: SecureClientSessionOptions,
): Promise<Http2Client> {
  const session = connect(url, options);
  await once(session, 'connect');
  session.on('error', () => undefined);
  return {
    session,
    send: ({ method = 'POST', path = '/graphql', headers = {}, body = null }) =>
      new Promise((resolve, reject) => {
        const stream = session.request(
          { ':method': method, ':path': path, ...headers },
          { endStream: body === null },
        );
        let received: Pick<Http2Answer, 'status' | 'headers'> | null = null;
        const chunks: Buffer[] = [];
        stream.on('response', ({ ':status': status = 0, ...others }) => {
          received = { status, headers: others };
        });
        stream.on('data', (data: Buffer) => void chunks.push(data));
        stream.once('error', reject);
        stream.once('close', () => {
          if (received === null || stream.rstCode !== 0)
            reject(new Error(`closed with ${stream.rstCode}`));
          else {
            const bytes = Buffer.concat(chunks);
            resolve({ ...received, text: bytes.toString(), bytes });
          }
        });
        if (body !== null) stream.end(body);
      }),
    close: () => session.destroy(),
  };
}
