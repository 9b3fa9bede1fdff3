import { HASH_BYTES } from './merkle-tree.ts';
import { readNote, signNote, type NoteSigner, type SignedNote } from './signed-note.ts';

/** What a writer states about its whole ledger when it closes a batch. */
export interface Checkpoint {
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Buffer;
  /** Hash of the batch before; zeros for the first, so that the signature covers the link too. */
  readonly previousBatch: Buffer;
}

/** What the first batch names as the one before it. */
export const NO_BATCH: Buffer = Buffer.alloc(HASH_BYTES);

const EXTENSION = 'previous-batch ';

/** The signed note of a checkpoint. https://c2sp.org/tlog-checkpoint */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  const { origin, size, root, previousBatch } = checkpoint;
  const text = [
    origin,
    String(size),
    root.toString('base64'),
    `${EXTENSION}${previousBatch.toString('base64')}`,
    '',
  ].join('\n');
  return signNote(text, signer);
}

/** The checkpoint in a note with the note itself, or null where it is none. Verifies no signature. */
export function readCheckpoint(
  bytes: string,
): { readonly checkpoint: Checkpoint; readonly note: SignedNote } | null {
  const note = readNote(bytes);
  const lines = note?.text.split('\n') ?? [];
  const [origin = '', size = '', root = '', extension = '', end] = lines;
  if (note === null || lines.length !== 5 || end !== '' || origin === '') return null;
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !extension.startsWith(EXTENSION)) return null;
  const rootHash = readHash(root);
  const previousBatch = readHash(extension.slice(EXTENSION.length));
  if (rootHash === null || previousBatch === null || !Number.isSafeInteger(Number(size)))
    return null;
  return { checkpoint: { origin, size: Number(size), root: rootHash, previousBatch }, note };
}

function readHash(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === HASH_BYTES && bytes.toString('base64') === base64 ? bytes : null;
}
