import { enrolledKey } from '../../audit/proof/key-leaves.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import { isLaterOrigin } from '../../audit/tree/incarnation.ts';
import {
  createVerifier,
  isSignedBy,
  readVerifier,
  type NoteVerifier,
} from '../../audit/tree/signed-note.ts';
import { StartError } from '../../errors.ts';
import type { IndexDatabase } from './index-tables.ts';
import { printIndex } from './index-location.ts';
import type { ReportIndex } from './open-index.ts';
import { assertSameLedger, readPosition } from './position.ts';
import { proveLeaves, type TreeAt } from './prove-leaves.ts';
import { readStored } from './read-batch.ts';

/** The signed checkpoint that everything an index shows is proven against. */
export interface IndexHead extends TreeAt {
  readonly origin: string;
  /** Who has signed it. */
  readonly key: {
    readonly vkey: string;
    /** Where the trust in it begins. */
    readonly source: 'pinned' | 'beside the ledger';
  };
}

/** How a head is found. */
export interface HeadOptions {
  /** `name+key id+key` of the ledger, kept apart from it; null trusts the key that it names itself. */
  readonly publicKey: string | null;
}

/**
 * The checkpoint that the ledger was closed with at the place where the index is, signed by the key that is
 * trusted or one whose enrolment that one, or one in between, has signed. Null for an index without a leaf.
 * Throws a `StartError` where the ledger holds no such checkpoint.
 */
export async function readHead(
  index: ReportIndex,
  reader: LedgerReader,
  { publicKey }: HeadOptions,
): Promise<IndexHead | null> {
  const database = await index.database();
  const position = await readPosition(database);
  await assertSameLedger(index, reader, position);
  const { size } = position.tree;
  if (size === 0) return null;
  const read = readCheckpoint(position.note);
  const trusted = publicKey === null ? await firstKey(reader) : readVerifier(publicKey);
  if (publicKey !== null && trusted === null) {
    throw new StartError(['The public key is not of the form name+key id+key.']);
  }
  const chain: KeyChain = { database, reader, trusted, seen: new Set() };
  const signer = read?.checkpoint.size === size ? await signerOf(position.note, size, chain) : null;
  if (read === null || signer === null || trusted === null) {
    throw new StartError([
      `The checkpoint at ${size} records, where the report index ${printIndex(index.location)} is, is not signed with a key of this ledger. Run: phi-gateway audit verify`,
    ]);
  }
  const source = publicKey === null ? 'beside the ledger' : 'pinned';
  const { root, origin } = read.checkpoint;
  return { size, root, origin, key: { vkey: signer.vkey, source } };
}

interface KeyChain {
  readonly database: IndexDatabase;
  readonly reader: LedgerReader;
  readonly trusted: NoteVerifier | null;
  /** Keys that are being looked into: none vouches for itself. */
  readonly seen: ReadonlySet<string>;
}

/** The key that the ledger's first leaf enrols. */
async function firstKey(reader: LedgerReader): Promise<NoteVerifier | null> {
  const row = await reader.batchAt(0);
  const [first] = (row === null ? null : await readStored(reader, row)) ?? [];
  return first === undefined ? null : enrolledKey(first.bytes);
}

async function signerOf(note: string, size: number, chain: KeyChain): Promise<NoteVerifier | null> {
  const read = readCheckpoint(note);
  if (read === null) return null;
  const { origin } = read.checkpoint;
  const { trusted } = chain;
  const known = trusted === null ? null : asCalled(trusted, origin);
  if (trusted !== null && known !== null && isSignedBy(read.note, known)) {
    return (await isRetired(trusted.vkey, size, chain)) ? null : known;
  }
  const enrolments = await chain.database
    .selectFrom('keys')
    .select(['leaf', 'vkey'])
    .where('retired', '=', 0)
    .where('leaf', '<', size)
    .execute();
  for (const { leaf, vkey } of enrolments) {
    const enrolled = chain.seen.has(vkey) ? null : readVerifier(vkey);
    const key = enrolled === null ? null : asCalled(enrolled, origin);
    if (key === null || !isSignedBy(read.note, key)) continue;
    if (!(await isEnrolled(leaf, vkey, chain))) continue;
    return (await isRetired(vkey, size, chain)) ? null : key;
  }
  return null;
}

/** A key under the name that the ledger had when it signed: a ledger that was resumed has a later one. */
function asCalled(key: NoteVerifier, origin: string): NoteVerifier | null {
  if (key.name === origin) return key;
  return isLaterOrigin(origin, key.name) ? createVerifier(origin, key.key) : null;
}

/** Whether a leaf enrols a key, in a batch that a trusted key has signed. */
async function isEnrolled(leaf: number, vkey: string, chain: KeyChain): Promise<boolean> {
  const batch = (await chain.reader.batchAt(leaf))?.batch ?? null;
  const checkpoint = batch === null ? null : (readCheckpoint(batch.note)?.checkpoint ?? null);
  if (batch === null || checkpoint === null) return false;
  const seen = new Set([...chain.seen, vkey]);
  const signer = await signerOf(batch.note, checkpoint.size, { ...chain, seen });
  if (signer === null) return false;
  const [proven] = await proveLeaves(chain.database, chain.reader, checkpoint, [leaf]);
  return proven?.is === 'proven' && enrolledKey(proven.stored.bytes)?.vkey === vkey;
}

async function isRetired(vkey: string, size: number, { database, reader }: KeyChain) {
  const retired = await database
    .selectFrom('keys')
    .select('leaf')
    .where('vkey', '=', vkey)
    .where('retired', '=', 1)
    .where('leaf', '<', size)
    .orderBy('leaf')
    .executeTakeFirst();
  if (retired === undefined) return false;
  // It closes the batch that says so, and nothing after that.
  const batch = (await reader.batchAt(retired.leaf))?.batch ?? null;
  return batch === null || size > batch.size;
}
