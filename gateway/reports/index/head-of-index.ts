import type { KeyFollower } from '../../audit/chain/follow-keys.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { readCheckpoint } from '../../audit/tree/checkpoint.ts';
import type { Tree } from '../../audit/tree/merkle-tree.ts';
import { isSignedBy, readVerifier } from '../../audit/tree/signed-note.ts';
import { StartError } from '../../platform/errors.ts';
import { printIndex } from './index-location.ts';
import type { ReportIndex } from './open-index.ts';
import { assertSameLedger, readPosition } from './position.ts';
import type { TreeAt } from './prove-leaves.ts';
import { readKeys } from './read-keys.ts';

/** The signed checkpoint that everything an index shows is proven against. */
export interface IndexHead extends TreeAt {
  /** The same tree, to go on from. */
  readonly tree: Tree;
  readonly origin: string;
  /** The keys of the ledger up to there. */
  readonly signatures: KeyFollower;
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
 * The checkpoint that the ledger was closed with at the place where the index is, signed by a key that the
 * trusted one leads to. Null for an index without a leaf.
 * Throws a `StartError` where the ledger holds no such checkpoint.
 */
export async function readHead(
  index: ReportIndex,
  reader: LedgerReader,
  { publicKey }: HeadOptions,
): Promise<IndexHead | null> {
  const database = await index.database();
  const position = await readPosition(database);
  const last = await assertSameLedger(index, reader, position);
  const { size } = position.tree;
  if (last === null) return null;
  const pinned = publicKey === null ? null : readVerifier(publicKey);
  if (publicKey !== null && pinned === null) {
    throw new StartError(['The public key is not of the form name+key id+key.']);
  }
  const signatures = await readKeys(index, reader, { size, pinned: null });
  const isFirst = pinned === null || signatures.verifiers()[0]?.vkey === pinned.vkey;
  // A later key than the first says who may have signed the end, and not who signed before it.
  const trusted = isFirst ? signatures : await readKeys(index, reader, { size, pinned });
  const read = readCheckpoint(position.note);
  const isSigned = read?.checkpoint.size === size && trusted.isSigned(last);
  const signer = isSigned
    ? trusted.verifiers().find((verifier) => isSignedBy(read.note, verifier))
    : undefined;
  if (read === null || signer === undefined) {
    throw new StartError([
      `The checkpoint at ${size} records, where the report index ${printIndex(index.location)} is, is not signed with a key of this ledger, or the index is damaged. Run: phi-gateway audit verify, and where that finds nothing, audit reindex`,
    ]);
  }
  const source = publicKey === null ? 'beside the ledger' : 'pinned';
  const { root, origin } = read.checkpoint;
  return {
    size,
    root,
    tree: position.tree,
    origin,
    signatures,
    key: { vkey: signer.vkey, source },
  };
}
