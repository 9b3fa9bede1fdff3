import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../../platform/errors.ts';
import { readCheckpoint } from '../../tree/checkpoint.ts';
import { restoreTree, treeRoot } from '../../tree/merkle-tree.ts';
import { quarantineCommand } from '../head-fault.ts';
import { isShared, printLocation, type PostgresServer } from '../ledger-location.ts';
import type {
  AppendSteps,
  ForeignEnd,
  KnownEnd,
  LedgerStore,
  SealedBatch,
  StoreTask,
} from '../ledger-store.ts';
import { postgresFault } from './postgres-fault.ts';
import { faultRemedy } from './fault-remedies.ts';
import type { LockedHead } from './parse-head.ts';
import { openSession } from './open-session.ts';
import type { Session } from './session.ts';

/** Codes of faults after which no append can succeed. */
const FINAL = new Set(['ROLLBACK_DETECTED', 'KEY_IN_USE', 'RESUMED', 'OUTCOME_UNKNOWN']);

/** How long to wait before looking up the outcome of a commit again. */
const ASK_AGAIN_MS = 200;

/**
 * Opens a ledger in a PostgreSQL database to write, together with any number of other writers. Every append is one transaction
 * that locks the head row. If a commit gets no answer, its outcome is looked up before the next append. Throws a `StartError`
 * if the server can't be reached, has no tables of this version, or gives the login more rights than a writer may have.
 */
export async function openPostgresStore(
  server: PostgresServer,
  task: StoreTask,
): Promise<LedgerStore> {
  const where = printLocation({ kind: 'postgres', server });
  let session: Session | null = await openFirst(server, { where, task });
  let isGivenUp = false;
  let claimed: string | null = null;

  const currentSession = async () => {
    if (session !== null) return session;
    session = await openSession(server, task);
    if (claimed !== null) await session.claim(claimed);
    return session;
  };
  const destroy = () => {
    session?.destroy();
    session = null;
  };
  const withSession = async <Result>(
    use: (session: Session) => Promise<Result>,
  ): Promise<Result> => {
    try {
      return await use(await currentSession());
    } catch (error) {
      destroy();
      throw error;
    }
  };

  /**
   * Whether a batch whose commit got no answer is in the ledger. The answer is final: the lock is granted only after the
   * transaction of that commit has ended.
   */
  const hasLanded = async ({ batch }: SealedBatch, known: KnownEnd): Promise<boolean> => {
    for (;;) {
      try {
        return await withSession(async (current) => {
          await current.lock(known);
          const found = await current.endingAt(batch.size);
          const isOurs = found?.note === batch.note && found.hashes.equals(batch.hashes);
          if (isOurs) await current.touch();
          await current.commit();
          return isOurs;
        });
      } catch (cause) {
        if (isGivenUp) {
          throw fault('OUTCOME_UNKNOWN', 'Whether a commit is in the ledger is not known.', cause);
        }
        await sleep(ASK_AGAIN_MS);
      }
    }
  };
  const tryAppend = async (known: KnownEnd, { isSigned, confirm, seal }: AppendSteps) => {
    const current = await currentSession();
    let sent: SealedBatch | null = null;
    try {
      const head = await current.lock(known);
      assertFollows(head, known, where);
      if (isForeign(head, known) && !(await isSigned(head.last, () => current.keyBatches()))) {
        throw fault(
          'NOT_SIGNED',
          `The audit ledger ends with a batch that is not signed with a key of this ledger. Run: ${quarantineCommand(where)}`,
        );
      }
      await confirm?.(head.size);
      const sealed = seal(head);
      if (!(await current.add(sealed, known))) throw await refusal(current, known);
      sent = sealed;
      await current.commit();
      return sealed;
    } catch (error) {
      destroy();
      if (sent !== null && (await hasLanded(sent, known))) return sent;
      throw error;
    }
  };
  return {
    where,
    isShared: isShared({ kind: 'postgres' }),
    head: () => withSession((current) => current.head()),
    last: () => withSession((current) => current.last()),
    hashesBetween: (from, to) => withSession((current) => current.hashesBetween(from, to)),
    endingAt: (size) => withSession((current) => current.endingAt(size)),
    holding: (index) => withSession((current) => current.holding(index)),
    lastOf: (keyId, before = Number.MAX_SAFE_INTEGER) =>
      withSession((current) => current.lastOf(keyId, before)),
    claim(keyId) {
      claimed = keyId;
      return withSession((current) => current.claim(keyId));
    },
    keyBatches: () => withSession((current) => current.keyBatches()),
    async claimAll() {
      if (await withSession((current) => current.claimAll())) return;
      throw new StartError([
        `Another process writes the audit ledger ${where}. Stop all gateways and tools that do.`,
      ]);
    },
    async append(known, steps) {
      try {
        return await tryAppend(known, steps);
      } catch (error) {
        // The batch is not in the ledger. After a lost connection, try once more on a new one.
        if (isFinal(error) || postgresFault(error) === null) throw error;
        return tryAppend(known, steps);
      }
    },
    truncate: (known, truncation, seal) =>
      withSession(async (current) => {
        const head = await current.truncate(known, truncation);
        assertFollows(head, known, where);
        const sealed = seal(head);
        if (!(await current.add(sealed, known))) throw await refusal(current, known);
        await current.commit();
        return sealed;
      }),
    deleteBodies: (bodies) => withSession((current) => current.deleteBodies(bodies)),
    isRecoverable: (error) => !isFinal(error),
    giveUp() {
      isGivenUp = true;
    },
    async close() {
      const last = session;
      session = null;
      await last?.end();
    },
  };
}

async function openFirst(
  server: PostgresServer,
  { where, task }: { readonly where: string; readonly task: StoreTask },
): Promise<Session> {
  let session: Session | null = null;
  try {
    session = await openSession(server, task);
    // A killed process with this key may have left a commit running. After this lock, the commit is either visible or will
    // never happen.
    await (task === 'quarantine' ? session.lockTable() : session.lock({ size: 0 }));
    await session.rollback();
    return session;
  } catch (cause) {
    session?.destroy();
    const code = postgresFault(cause);
    if (code === null) throw cause;
    const line = `The audit ledger at ${where} cannot be used (${code}).${faultRemedy(code, task)}`;
    throw new StartError([line], { cause });
  }
}

/** Throws unless the head row agrees with the last batch and continues the ledger that this writer knows. */
function assertFollows(head: LockedHead, known: KnownEnd, where: string): void {
  const tree = restoreTree(head.size, head.edge);
  if (tree === null || !treeRoot(tree).equals(head.root)) {
    throw fault(
      'HEAD_DAMAGED',
      `The head of the audit ledger is damaged. Run: ${quarantineCommand(where)}`,
    );
  }
  const end = head.last === null ? null : (readCheckpoint(head.last.note)?.checkpoint ?? null);
  const isEnd =
    head.last === null
      ? head.size === 0
      : end?.size === head.size &&
        end.root.equals(head.root) &&
        head.batch.equals(head.last.batch) &&
        // The stored hashes of the batch that this writer knows may have been changed.
        (head.last.note !== known.note || head.batch.equals(known.batch));
  if (!isEnd) {
    throw fault(
      'HEAD_DAMAGED',
      `The audit ledger does not end with the batch that its head names. Run: ${quarantineCommand(where)}`,
    );
  }
  const holdsKnownEnd = known.size === 0 || head.knownNote === known.note;
  if (head.size < known.size || !holdsKnownEnd) {
    throw fault('ROLLBACK_DETECTED', `The ledger has lost what it held at ${known.size} records.`);
  }
}

/** Whether another writer added the last batch. */
function isForeign(
  head: LockedHead,
  { note }: KnownEnd,
): head is LockedHead & { readonly last: ForeignEnd } {
  return head.last !== null && head.last.note !== note;
}

/** The error for a batch that `add` has refused: another process signs with this key, or the ledger was resumed. */
async function refusal(session: Session, { origin }: KnownEnd): Promise<Error> {
  const last = await session.last();
  const now = last === null ? origin : readCheckpoint(last.note)?.checkpoint.origin;
  return now === origin
    ? fault('KEY_IN_USE', "Something else writes to the ledger with this gateway's key.")
    : fault('RESUMED', `The audit ledger was resumed as ${now ?? 'something else'}.`);
}

function isFinal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && FINAL.has(String(error.code));
}

function fault(code: string, text: string, cause?: unknown): Error {
  return Object.assign(new Error(text, { cause }), { code });
}
