import {
  HASH_BYTES,
  parseCheckpoint,
  parseHash,
  parseTreeHead,
  PREVIOUS_BATCH,
} from '../tlog/parse-checkpoint.ts';
import {
  bufferOf,
  toSignedNote,
  signNote,
  type NoteSigner,
  type SignedNote,
} from './signed-note.ts';

/** What a checkpoint of any log states. */
export interface TreeHead {
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Buffer;
}

/** What a writer states about the ledger when it closes a batch. */
export interface Checkpoint extends TreeHead {
  /** Hash of the batch before, so that the signature covers the link; zeros for the first batch. */
  readonly previousBatch: Buffer;
}

/** The previous batch of the first batch. */
export const NO_BATCH: Buffer = Buffer.alloc(HASH_BYTES);

/** The signed note of a checkpoint. https://c2sp.org/tlog-checkpoint */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  const { origin, size, root, previousBatch } = checkpoint;
  const text = [
    origin,
    String(size),
    root.toString('base64'),
    `${PREVIOUS_BATCH}${previousBatch.toString('base64')}`,
    '',
  ].join('\n');
  return signNote(text, signer);
}

/** The checkpoint in a note, with the note itself; null for any other text. Verifies no signature. */
export function readCheckpoint(
  text: string,
): { readonly checkpoint: Checkpoint; readonly note: SignedNote } | null {
  const parsed = parseCheckpoint(text);
  if (parsed === null) return null;
  const { origin, size, root, previousBatch, note } = parsed;
  const checkpoint = { origin, size, root: bufferOf(root), previousBatch: bufferOf(previousBatch) };
  return { checkpoint, note: toSignedNote(note) };
}

/** The head of any log's tree in a note; null for any other text. Verifies no signature. */
export function readTreeHead(
  text: string,
): { readonly head: TreeHead; readonly note: SignedNote } | null {
  const parsed = parseTreeHead(text);
  if (parsed === null) return null;
  const { origin, size, root, note } = parsed;
  return { head: { origin, size, root: bufferOf(root) }, note: toSignedNote(note) };
}

/** A hash in canonical base64; null for any other text. */
export function readHash(base64: string): Buffer | null {
  const hash = parseHash(base64);
  return hash && bufferOf(hash);
}
