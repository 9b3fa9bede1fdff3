import { existsSync, readFileSync } from 'node:fs';
import { createHttpClient } from '../../platform/http-client.ts';
import { replaceFile } from '../store/files/replace-file.ts';
import { readTreeHead } from '../tree/checkpoint.ts';

/** Where checkpoints are put, so that somebody else remembers them. */
export type SinkAddress =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string; readonly token: string | null };

/** Why a checkpoint is not where it was to go. */
export type SinkFault =
  /** It is not known to have arrived. */
  | 'SINK_FAILED'
  /** What lies there is of a longer ledger, or of another course of it: it must not be forgotten. */
  | 'SINK_DISAGREES'
  /** What lies there is of another ledger, or of this one before it was resumed: neither must that. */
  | 'SINK_TAKEN';

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
        const fault = faultAt(path, note);
        if (fault !== null) return Promise.resolve(fault);
        replaceFile(path, note);
        return Promise.resolve(null);
      } catch {
        return Promise.resolve('SINK_FAILED');
      }
    },
    close: () => Promise.resolve(),
  };
}

/** A ledger that was rolled back, or resumed after that, must not take the memory of what it was along. */
function faultAt(path: string, note: string): SinkFault | null {
  if (!existsSync(path)) return null;
  const before = readTreeHead(readFileSync(path, 'utf8'))?.head;
  const next = readTreeHead(note)?.head;
  if (before === undefined || next?.origin !== before.origin) return 'SINK_TAKEN';
  const follows =
    next.size > before.size || (next.size === before.size && next.root.equals(before.root));
  return follows ? null : 'SINK_DISAGREES';
}
