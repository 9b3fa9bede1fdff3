import { HASH_BYTES } from './merkle-tree.ts';
import { readNote, signNote, type NoteSigner, type SignedNote } from './signed-note.ts';

/** What every checkpoint states, whoever's log it is of. */
export interface TreeHead {
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Buffer;
}

/** What a writer states about its whole ledger when it closes a batch. */
export interface Checkpoint extends TreeHead {
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
  const read = readTreeHead(bytes);
  const [extension = '', ...more] = read?.extensions ?? [];
  if (read === null || more.length > 0 || !extension.startsWith(EXTENSION)) return null;
  const previousBatch = readHash(extension.slice(EXTENSION.length));
  if (previousBatch === null) return null;
  return { checkpoint: { ...read.head, previousBatch }, note: read.note };
}

/**
 * What a checkpoint of any log states, with its extension lines, or null where the note is none. Verifies no
 * signature. https://c2sp.org/tlog-checkpoint
 */
export function readTreeHead(bytes: string): {
  readonly head: TreeHead;
  readonly extensions: readonly string[];
  readonly note: SignedNote;
} | null {
  const note = readNote(bytes);
  if (note === null || !note.text.endsWith('\n')) return null;
  const [origin = '', size = '', root = '', ...extensions] = note.text.slice(0, -1).split('\n');
  const rootHash = readHash(root);
  if (origin === '' || rootHash === null || extensions.includes('')) return null;
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) return null;
  return { head: { origin, size: Number(size), root: rootHash }, extensions, note };
}

/** A hash in base64, exactly as it is written; null for any other text. */
export function readHash(base64: string): Buffer | null {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === HASH_BYTES && bytes.toString('base64') === base64 ? bytes : null;
}
