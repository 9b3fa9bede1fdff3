import { createHttpClient } from '../../http-client.ts';
import { replaceFile } from '../files/replace-file.ts';

/** Where checkpoints are put, so that somebody else remembers them. */
export type SinkAddress =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string; readonly token: string | null };

/** A place that holds the latest checkpoint it was given. */
export interface CheckpointSink {
  /** False where it is not known to have arrived. */
  publish(note: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A file that always holds the latest checkpoint, or a URL that each is posted to as text. */
export function createSink(address: SinkAddress, timeoutMs: number): CheckpointSink {
  if (address.kind === 'file') return fileSink(address.path);
  const { url, token } = address;
  const http = createHttpClient({
    url,
    timeoutMs,
    maxResponseBytes: 65_536,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
  });
  return {
    async publish(note) {
      const status = (await http.post(note, null))?.status ?? 0;
      return status >= 200 && status < 300;
    },
    close: () => http.close(),
  };
}

function fileSink(path: string): CheckpointSink {
  return {
    publish(note) {
      try {
        replaceFile(path, note);
        return Promise.resolve(true);
      } catch {
        return Promise.resolve(false);
      }
    },
    close: () => Promise.resolve(),
  };
}
