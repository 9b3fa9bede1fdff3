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
import { readIndexedKeys } from './read-keys.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

/** The signed checkpoint against which the rows of an index are proven. */
export interface IndexHead extends TreeAt {
  /** The tree of this size, to which later batches can be added. */
  readonly tree: Tree;
  readonly origin: string;
  /** The ledger's keys up to this size. */
  readonly signatures: KeyFollower;
  /** The key that signed the checkpoint. */
  readonly key: {
    readonly vkey: string;
    /**
     * Whether trust starts with the configured key (`pinned`), or with the key that the ledger itself enrolls first.
     */
    readonly source: 'pinned' | 'beside the ledger';
  };
}

export interface IndexHeadOptions {
  /** The ledger's public key, `name+key id+key`; null trusts the key that the ledger enrolls first. */
  readonly publicKey: string | null;
}

/**
 * Returns the checkpoint of the last batch that the index holds, signed by the trusted key or one that it enrolled
 * directly or through others.
 * Null for an index without a leaf. Throws a `StartError` if the ledger does not hold that checkpoint.
 */
export async function readIndexHead(
  index: ReportIndex,
  reader: LedgerReader,
  { publicKey }: IndexHeadOptions,
): Promise<IndexHead | null> {
  const database = await index.database();
  const position = await readPosition(database, index);
  const last = await assertSameLedger(index, reader, position);
  const { size } = position.tree;
  if (last === null) return null;
  const pinned = publicKey === null ? null : readVerifier(publicKey);
  if (publicKey !== null && pinned === null) {
    throw new StartError(['The public key is not of the form name+key id+key.']);
  }
  const signatures = await readIndexedKeys(index, reader, { size, pinned: null });
  const isFirst = pinned === null || signatures.verifiers()[0]?.vkey === pinned.vkey;
  // If a key that was enrolled later is pinned, the checkpoint must be signed by it or a key after it. Batches before
  // it were signed by earlier keys, so `signatures`, which proves them, starts with the first key in any case.
  const trusted = isFirst ? signatures : await readIndexedKeys(index, reader, { size, pinned });
  const read = readCheckpoint(position.note);
  const isSigned = read?.checkpoint.size === size && trusted.isSigned(last);
  const signer = isSigned
    ? trusted.verifiers().find((verifier) => isSignedBy(read.note, verifier))
    : undefined;
  if (read === null || signer === undefined) {
    throw new StartError([
      `The checkpoint at ${size} records, at which the report index ${printIndex(index.location)} ends, is not signed with a key of this ledger, or the index is damaged. Run: ${auditCommand('verify', reader.where)}, and if that finds nothing, ${index.rebuildCommand}`,
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
