import { createHttpClient } from '../../platform/net/http-client.ts';
import type { LedgerReader, SealedHashes } from '../store/ledger-reader.ts';
import { cosignedAt, readCosigner } from '../tree/cosignature.ts';
import { EMPTY_TREE, type Tree } from '../tree/merkle-tree.ts';
import { readNote, type NoteVerifier } from '../tree/signed-note.ts';
import { printAddCheckpoint } from './witness/parse-add-checkpoint.ts';
import { proveFrom } from './prove-from.ts';

/** Where a witness is, and its key. */
export interface WitnessAddress {
  /** Its submission prefix. */
  readonly url: string;
  /** `name+key id+key` of its cosignatures. */
  readonly key: string;
}

/** A checkpoint note of the ledger, and its size. */
export type LatestCheckpoint = Pick<SealedHashes, 'size' | 'note'>;

/** Why a checkpoint was not cosigned. */
export type WitnessFault =
  /** No valid answer. */
  | 'WITNESS_SILENT'
  /** It refuses the ledger's name or key, or its answer has no cosignature of its key. */
  | 'WITNESS_REFUSED'
  /** It has seen a longer or a different ledger: this one was rolled back, or forked. */
  | 'WITNESS_DISAGREES'
  /** It has never seen the ledger, so it is not evidence. */
  | 'WITNESS_NEW'
  /** Its cosignature is valid but not current: it was replayed, or a clock is wrong. */
  | 'WITNESS_STALE';

/** Limits for the answers of a witness. */
export interface WitnessTerms {
  /** A witness that takes longer counts as silent. */
  readonly timeoutMs: number;
  /** Older cosignatures don't count. */
  readonly freshSeconds: number;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/** Tolerance for clocks that differ. A cosignature further in the future doesn't count. */
const MAX_AHEAD_SECONDS = 60;

/** The result of submitting a checkpoint to a witness. */
export type Submitted =
  | {
      readonly ok: true;
      readonly checkpoint: LatestCheckpoint;
      /** The cosignature as a line of the note. */
      readonly line: string;
    }
  | { readonly ok: false; readonly fault: WitnessFault };

/** A client of one witness. It remembers the size that the witness has seen. */
export interface WitnessClient {
  /** Requests a cosignature of a checkpoint, or of a later one that the witness has seen. Calls must not overlap. */
  submit(reader: LedgerReader, checkpoint: LatestCheckpoint): Promise<Submitted>;
  /**
   * The same for a witness that has seen the ledger before; `tree` is the tree of the checkpoint. A witness that has not
   * would cosign any first checkpoint, which is not evidence, and would remember it.
   */
  confirm(reader: LedgerReader, checkpoint: LatestCheckpoint, tree: Tree): Promise<Submitted>;
  close(): Promise<void>;
}

/** Requests per submission. Another replica may submit between them, which changes the size that the witness has seen. */
const MAX_REQUESTS = 4;

/** Creates a client of a witness; null if its key is malformed. https://c2sp.org/tlog-witness */
export function createWitnessClient(
  { url, key }: WitnessAddress,
  { timeoutMs, freshSeconds, now }: WitnessTerms,
): WitnessClient | null {
  const verifier = readCosigner(key);
  if (verifier === null) return null;
  const http = createHttpClient({
    url: `${url.replace(/\/$/, '')}/add-checkpoint`,
    timeoutMs,
    maxResponseBytes: 16_384,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  /** The tree that the witness has cosigned last; empty until it states another. */
  let seen: Tree = EMPTY_TREE;

  const isFresh = (seconds: number) => {
    const age = now() / 1000 - seconds;
    return age <= freshSeconds && age >= -MAX_AHEAD_SECONDS;
  };
  const submit = async (
    reader: LedgerReader,
    checkpoint: LatestCheckpoint,
    { request, mustKnow }: { readonly request: number; readonly mustKnow: boolean },
  ): Promise<Submitted> => {
    const proofs = await proveFrom(reader, seen, checkpoint.size);
    if (proofs === null) return failed('WITNESS_DISAGREES');
    const { consistency: proof, tree } = proofs;
    const body = printAddCheckpoint({ oldSize: seen.size, proof, note: checkpoint.note });
    const answer = await http.post(body, null);
    if (answer?.status === 200) {
      const lines = ownLines(checkpoint.note, String(answer.body), verifier);
      const fresh = lines.find(({ seconds }) => isFresh(seconds));
      if (fresh === undefined)
        return failed(lines.length === 0 ? 'WITNESS_REFUSED' : 'WITNESS_STALE');
      seen = tree;
      return { ok: true, checkpoint, line: fresh.line };
    }
    const size = answer?.status === 409 ? readSize(String(answer.body)) : null;
    if (size === null || request === MAX_REQUESTS) return failed(faultOf(answer?.status));
    if (size === 0 && mustKnow) return failed('WITNESS_NEW');
    // If the size is the same, the witness has seen a different tree.
    if (size === seen.size) return failed('WITNESS_DISAGREES');
    // Another replica may have submitted a later checkpoint.
    const latest = size > checkpoint.size ? await reader.latest() : checkpoint;
    if (latest === null || size > latest.size) return failed('WITNESS_DISAGREES');
    const known = await proveFrom(reader, size > seen.size ? seen : EMPTY_TREE, size);
    if (known === null) return failed('WITNESS_DISAGREES');
    seen = known.tree;
    return submit(reader, latest, { request: request + 1, mustKnow });
  };
  return {
    submit: (reader, checkpoint) => submit(reader, checkpoint, { request: 1, mustKnow: false }),
    confirm(reader, checkpoint, tree) {
      // A witness that has seen nothing answers with a conflict, one that has seen the whole tree with 200.
      seen = tree;
      return submit(reader, checkpoint, { request: 1, mustKnow: true });
    },
    close: () => http.close(),
  };
}

const failed = (fault: WitnessFault): Submitted => ({ ok: false, fault });

function faultOf(status: number | undefined): WitnessFault {
  // The proof is right for this ledger, so the witness has seen a different one.
  if (status === 422) return 'WITNESS_DISAGREES';
  const isRefused = status !== undefined && status >= 400 && status < 500;
  return isRefused ? 'WITNESS_REFUSED' : 'WITNESS_SILENT';
}

/** The witness's cosignatures among the lines of its answer, and when each was made. */
function ownLines(note: string, answer: string, verifier: NoteVerifier) {
  return answer.split('\n').flatMap((line) => {
    const cosigned = line.startsWith(`— ${verifier.name} `) ? readNote(`${note}${line}\n`) : null;
    const seconds = cosigned === null ? null : cosignedAt(cosigned, verifier);
    return seconds === null ? [] : [{ line: `${line}\n`, seconds }];
  });
}

function readSize(text: string): number | null {
  const size = /^(0|[1-9]\d{0,15})\n?$/.exec(text)?.[1];
  return size === undefined ? null : Number(size);
}
