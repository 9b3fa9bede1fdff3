import { cosign } from '../../tree/cosignature.ts';
import { readTreeHead, type TreeHead } from '../../tree/checkpoint.ts';
import { isConsistent } from '../../tree/merkle-proof.ts';
import { isSignedBy, type NoteSigner, type NoteVerifier } from '../../tree/signed-note.ts';
import type { CheckpointFolder } from './checkpoint-folder.ts';
import { parseAddCheckpoint, type AddCheckpoint } from './parse-add-checkpoint.ts';

/** An answer of a witness. */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: 'text/plain; charset=utf-8' | 'text/x.tlog.size';
  readonly body: string;
}

/** Cosigns checkpoints that are consistent with all checkpoints it has cosigned before. */
export interface Witness {
  /** Answers an `add-checkpoint` body. The new checkpoint is durable when this returns. */
  addCheckpoint(body: string): WitnessAnswer;
}

/** What a witness works with. */
export interface WitnessDependencies {
  readonly signer: NoteSigner;
  /** Origin → the keys that may sign its checkpoints. */
  readonly logs: ReadonlyMap<string, readonly NoteVerifier[]>;
  readonly seen: CheckpointFolder;
  /** UTC ms since 1970. */
  readonly now: () => number;
}

/**
 * A witness of several logs. It is synchronous, so no other submission runs between the check of the old size and the write
 * of the new checkpoint. https://c2sp.org/tlog-witness
 */
export function createWitness({ signer, logs, seen, now }: WitnessDependencies): Witness {
  return {
    addCheckpoint(body) {
      const submitted = parseAddCheckpoint(body);
      const read = submitted && readTreeHead(submitted.note);
      if (!read) return refuse(400, 'The body is not an old size, a proof and a checkpoint.');
      const { head, note } = read;
      const keys = logs.get(head.origin);
      if (keys === undefined) return refuse(404, 'This log is not known here.');
      if (!keys.some((key) => isSignedBy(note, key)))
        return refuse(403, 'No key of this log has signed the checkpoint.');
      if (submitted.oldSize > head.size)
        return refuse(400, 'The old size is above the size of the checkpoint.');
      const last = seen.latest(head.origin);
      const refusal = compare(submitted, head, last);
      if (refusal !== null) return refusal;

      const line = cosign(note.text, Math.floor(now() / 1000), signer);
      // Keep the signatures of the log too, so that the stored note can be verified by others.
      seen.keep(head, `${submitted.note}${line}`);
      return { status: 200, type: TEXT, body: line };
    },
  };
}

const TEXT = 'text/plain; charset=utf-8';

/**
 * Refuses a checkpoint that does not follow the last one; null if it does. Status 409 states the size that the witness has
 * seen, so that the log can send a proof from there; 422 is a proof that does not fit.
 */
function compare(
  { oldSize, proof }: AddCheckpoint,
  head: TreeHead,
  last: TreeHead | null,
): WitnessAnswer | null {
  const lastSize = last?.size ?? 0;
  const isSame = oldSize === lastSize && oldSize === head.size;
  if (oldSize !== lastSize || (isSame && last !== null && !last.root.equals(head.root)))
    return { status: 409, type: 'text/x.tlog.size', body: `${lastSize}\n` };
  const isEmpty = last === null || lastSize === 0;
  const follows = isEmpty
    ? proof.length === 0
    : isConsistent(
        { size: lastSize, root: last.root, laterSize: head.size, laterRoot: head.root },
        proof,
      );
  return follows
    ? null
    : refuse(422, 'The proof does not lead from the last checkpoint to this one.');
}

function refuse(status: WitnessAnswer['status'], reason: string): WitnessAnswer {
  return { status, type: TEXT, body: `${reason}\n` };
}
