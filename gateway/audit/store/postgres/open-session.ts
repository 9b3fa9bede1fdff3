import { StartError } from '../../../platform/errors.ts';
import { printLocation, type PostgresServer } from '../ledger-location.ts';
import type { StoreTask } from '../ledger-store.ts';
import { announce, isAnnounced, RESUMES, WRITES } from './announce.ts';
import { assertMinimal } from './assert-minimal.ts';
import { assertTables } from './assert-tables.ts';
import { connect, destroyConnection } from './connect.ts';
import { assertSound } from './foreign-objects.ts';
import { LOCK_MS } from './lock-timeout.ts';
import { createSession, type Session } from './session.ts';

/** The server ends a transaction that is idle for longer, so that other writers don't wait for it. */
const IDLE_MS = 5000;

/**
 * Opens a session. Rejects with the error of the network or the server, or with a `StartError` if there are no tables of this
 * version or the login has more rights than its task needs.
 */
export async function openSession(server: PostgresServer, task: StoreTask): Promise<Session> {
  const client = await connect(server);
  try {
    await assertMinimal(client, task);
    const where = printLocation({ kind: 'postgres', server });
    await assertTables(client, where);
    await assertSound(client, where);
    await client.query(
      `SET idle_in_transaction_session_timeout = ${IDLE_MS}; SET lock_timeout = ${LOCK_MS}`,
    );
    await announce(client, WRITES);
    if (await isAnnounced(client, [RESUMES])) {
      throw new StartError(['The audit ledger is being resumed. Start again.']);
    }
    return createSession(client, where);
  } catch (error) {
    destroyConnection(client);
    throw error;
  }
}
