import { createHttpClient } from '../../platform/http-client.ts';
import type { LedgerReader, SealedHashes } from '../store/ledger-reader.ts';
import { cosignedAt, readCosigner } from '../tree/cosignature.ts';
import { EMPTY_TREE, type Tree } from '../tree/merkle-tree.ts';
import { readNote, type NoteVerifier } from '../tree/signed-note.ts';
import { printAddCheckpoint } from './witness/parse-add-checkpoint.ts';
import { proveFrom } from './prove-from.ts';

/** A witness that is asked. */
export interface WitnessAddress {
  /** Its submission prefix. */
  readonly url: string;
  /** `name+key id+key` of its cosignatures. */
  readonly key: string;
}

/** A checkpoint of the ledger, and the size that it is of. */
export type LatestCheckpoint = Pick<SealedHashes, 'size' | 'note'>;

/** Why a checkpoint was not cosigned. */
export type WitnessFault =
  /** No answer, or none that says anything. */
  | 'WITNESS_SILENT'
  /** It refuses the ledger's name or key, or answered without a cosignature of its own. */
  | 'WITNESS_REFUSED'
  /** It has seen a longer ledger, or another one: this one was rolled back, or forked. */
  | 'WITNESS_DISAGREES'
  /** It has never seen the ledger, and so can't vouch for it. */
  | 'WITNESS_NEW'
  /** Its cosignature is valid and of another time: one that was kept, or of a clock that is wrong. */
  | 'WITNESS_STALE';

/** What an answer of a witness is judged by. */
export interface WitnessTerms {
  /** An answer that takes longer is none. */
  readonly timeoutMs: number;
  /** A cosignature that is older doesn't count. */
  readonly freshSeconds: number;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}

/** Clocks differ by some seconds. A cosignature that is further in the future doesn't count. */
const MAX_AHEAD_SECONDS = 60;

/** What became of a checkpoint at a witness. */
export type Submitted =
  | {
      readonly ok: true;
      readonly checkpoint: LatestCheckpoint;
      /** The cosignature as a line of the note. */
      readonly line: string;
    }
  | { readonly ok: false; readonly fault: WitnessFault };

/** One witness, and how far it has followed the ledger. */
export interface WitnessClient {
  /** Asks it to cosign a checkpoint of the ledger, or a later one where it has seen that. One at a time. */
  submit(reader: LedgerReader, checkpoint: LatestCheckpoint): Promise<Submitted>;
  /**
   * The same, with the tree of the checkpoint, where it remembers the ledger; it is not made to begin to.
   * Whoever has seen nothing of a ledger would cosign whatever it is shown first, and from then on seem to
   * remember that.
   */
  vouch(reader: LedgerReader, checkpoint: LatestCheckpoint, tree: Tree): Promise<Submitted>;
  close(): Promise<void>;
}

/** What a witness says of where it stands; one that says more than this is none. */
const MAX_TURNS = 4;

/** A client of a witness, or null where the key is none. https://c2sp.org/tlog-witness */
export function createWitnessClient(
  { url, key }: WitnessAddress,
  { timeoutMs, freshSeconds, clock }: WitnessTerms,
): WitnessClient | null {
  const verifier = readCosigner(key);
  if (verifier === null) return null;
  const http = createHttpClient({
    url: `${url.replace(/\/$/, '')}/add-checkpoint`,
    timeoutMs,
    maxResponseBytes: 16_384,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  /** What it has cosigned last; nothing, as long as it didn't say otherwise. */
  let seen: Tree = EMPTY_TREE;

  const isFresh = (seconds: number) => {
    const age = clock() / 1000 - seconds;
    return age <= freshSeconds && age >= -MAX_AHEAD_SECONDS;
  };
  const submit = async (
    reader: LedgerReader,
    checkpoint: LatestCheckpoint,
    { turns, mustKnow }: { readonly turns: number; readonly mustKnow: boolean },
  ): Promise<Submitted> => {
    const proofs = await proveFrom(reader, seen, checkpoint.size);
    if (proofs === null) return failed('WITNESS_DISAGREES');
    const { consistency: proof, tree } = proofs;
    const body = printAddCheckpoint({ oldSize: seen.size, proof, note: checkpoint.note });
    const answer = await http.post(body, null);
    if (answer?.status === 200) {
      const lines = ownLines(checkpoint.note, answer.text, verifier);
      const fresh = lines.find(({ seconds }) => isFresh(seconds));
      if (fresh === undefined)
        return failed(lines.length === 0 ? 'WITNESS_REFUSED' : 'WITNESS_STALE');
      seen = tree;
      return { ok: true, checkpoint, line: fresh.line };
    }
    const size = answer?.status === 409 ? readSize(answer.text) : null;
    if (size === null || turns === MAX_TURNS) return failed(faultOf(answer?.status));
    if (size === 0 && mustKnow) return failed('WITNESS_NEW');
    // The same size again is another tree of that size.
    if (size === seen.size) return failed('WITNESS_DISAGREES');
    // Another replica may have shown it a later checkpoint meanwhile.
    const latest = size > checkpoint.size ? await reader.latest() : checkpoint;
    if (latest === null || size > latest.size) return failed('WITNESS_DISAGREES');
    const known = await proveFrom(reader, size > seen.size ? seen : EMPTY_TREE, size);
    if (known === null) return failed('WITNESS_DISAGREES');
    seen = known.tree;
    return submit(reader, latest, { turns: turns + 1, mustKnow });
  };
  return {
    submit: (reader, checkpoint) => submit(reader, checkpoint, { turns: 1, mustKnow: false }),
    vouch(reader, checkpoint, tree) {
      // Whoever has seen nothing answers this with a conflict, and whoever has seen all of it with 200.
      seen = tree;
      return submit(reader, checkpoint, { turns: 1, mustKnow: true });
    },
    close: () => http.close(),
  };
}

const failed = (fault: WitnessFault): Submitted => ({ ok: false, fault });

function faultOf(status: number | undefined): WitnessFault {
  // The proof is ours, so where it doesn't lead to this tree the witness has seen another one.
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
