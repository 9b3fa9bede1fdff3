import { existsSync, readFileSync } from 'node:fs';
import { createHttpClient } from '../../http-client.ts';
import { replaceFile } from '../files/replace-file.ts';
import { readTreeHead } from '../tree/checkpoint.ts';

/** Where checkpoints are put, so that somebody else remembers them. */
export type SinkAddress =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string; readonly token: string | null };

/** Why a checkpoint is not where it was to go. */
export type SinkFault =
  /** It is not known to have arrived. */
  | 'SINK_FAILED'
  /** What lies there is of a longer ledger, or of another: it must not be forgotten. */
  | 'SINK_DISAGREES';

/** A place that holds the latest checkpoint it was given. */
export interface CheckpointSink {
  /** Null once it is there. */
  publish(note: string): Promise<SinkFault | null>;
  close(): Promise<void>;
}

/** A file that always holds the latest checkpoint, never an earlier one, or a URL that each is posted to as text. */
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
      return status >= 200 && status < 300 ? null : 'SINK_FAILED';
    },
    close: () => http.close(),
  };
}

function fileSink(path: string): CheckpointSink {
  return {
    publish(note) {
      try {
        if (!follows(note, path)) return Promise.resolve('SINK_DISAGREES');
        replaceFile(path, note);
        return Promise.resolve(null);
      } catch {
        return Promise.resolve('SINK_FAILED');
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A ledger that was rolled back must not take the memory of what it was along. */
function follows(note: string, path: string): boolean {
  if (!existsSync(path)) return true;
  const before = readTreeHead(readFileSync(path, 'utf8'))?.head;
  const next = readTreeHead(note)?.head;
  if (before === undefined || next?.origin !== before.origin) return false;
  return next.size > before.size || (next.size === before.size && next.root.equals(before.root));
}
