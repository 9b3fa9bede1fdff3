import { existsSync, readFileSync } from 'node:fs';
import { createHttpClient } from '../../platform/net/http-client.ts';
import { replaceFile } from '../store/files/replace-file.ts';
import { readTreeHead } from '../tree/checkpoint.ts';

/** Where checkpoints are kept outside the ledger. */
export type SinkAddress =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string; readonly token: string | null };

/** Why a checkpoint did not reach its sink. */
export type SinkFault =
  /** The sink did not confirm it. */
  | 'SINK_FAILED'
  /** The sink holds a checkpoint of a longer or a different tree, which must be kept. */
  | 'SINK_DISAGREES'
  /** The sink holds a checkpoint of another ledger, or of an earlier epoch, which must be kept. */
  | 'SINK_TAKEN';

/** A sink: a file or URL outside the ledger that holds the latest checkpoint that it received. */
export interface CheckpointSink {
  /** Publishes a checkpoint note. Resolves with null if the sink holds it now; never rejects. */
  publish(note: string): Promise<SinkFault | null>;
  close(): Promise<void>;
}

/**
 * A file that holds the latest checkpoint and is never replaced by an earlier one, or a URL that receives each checkpoint
 * by POST.
 */
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

/** Why the note must not replace the file: a ledger that was rolled back must not overwrite the evidence of it. */
function faultAt(path: string, note: string): SinkFault | null {
  if (!existsSync(path)) return null;
  const before = readTreeHead(readFileSync(path, 'utf8'))?.head;
  const next = readTreeHead(note)?.head;
  if (before === undefined || next?.origin !== before.origin) return 'SINK_TAKEN';
  const follows =
    next.size > before.size || (next.size === before.size && next.root.equals(before.root));
  return follows ? null : 'SINK_DISAGREES';
}
