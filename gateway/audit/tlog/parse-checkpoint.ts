import { decodeBase64 } from './base64.ts';
import { parseNote, type ParsedNote } from './parse-note.ts';

/** The head of a tree in a signed note. https://c2sp.org/tlog-checkpoint */
export interface ParsedTreeHead {
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Uint8Array<ArrayBuffer>;
  readonly extensions: readonly string[];
  readonly note: ParsedNote;
}

/** A checkpoint of the audit ledger. */
export interface ParsedCheckpoint extends ParsedTreeHead {
  /** The hash of the batch before. */
  readonly previousBatch: Uint8Array<ArrayBuffer>;
}

/** Length of every hash in the tree, in bytes. */
export const HASH_BYTES = 32;
/** The extension line of a checkpoint that links its batch to the one before. */
export const PREVIOUS_BATCH = 'previous-batch ';

/** Parses a checkpoint of the audit ledger; null for a text of another form. Verifies no signature. */
export function parseCheckpoint(text: string): ParsedCheckpoint | null {
  const head = parseTreeHead(text);
  const [extension = '', ...more] = head?.extensions ?? [];
  if (head === null || more.length > 0 || !extension.startsWith(PREVIOUS_BATCH)) return null;
  const previousBatch = parseHash(extension.slice(PREVIOUS_BATCH.length));
  return previousBatch && { ...head, previousBatch };
}

/** Parses a checkpoint of any log; null for a text of another form. Verifies no signature. */
export function parseTreeHead(text: string): ParsedTreeHead | null {
  const note = parseNote(text);
  if (note === null || !note.text.endsWith('\n')) return null;
  const [origin = '', size = '', root = '', ...extensions] = note.text.slice(0, -1).split('\n');
  const rootHash = parseHash(root);
  if (origin === '' || rootHash === null || extensions.includes('')) return null;
  if (!/^(0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) return null;
  return { origin, size: Number(size), root: rootHash, extensions, note };
}

/** A hash in canonical base64; null for any other text. */
export function parseHash(base64: string): Uint8Array<ArrayBuffer> | null {
  const bytes = decodeBase64(base64);
  return bytes?.length === HASH_BYTES ? bytes : null;
}
