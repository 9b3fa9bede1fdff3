import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLocation } from '../../../gateway/audit/store/ledger-location.ts';
import { connect, type PostgresClient } from '../../../gateway/audit/store/postgres/connect.ts';
import { openWritable } from '../../../gateway/audit/store/sqlite/sqlite.ts';
import { batchHash, type Batch } from '../../../gateway/audit/tree/batch.ts';
import { NO_BATCH } from '../../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  splitHashes,
  treeRoot,
} from '../../../gateway/audit/tree/merkle-tree.ts';
import { readNote } from '../../../gateway/audit/tree/signed-note.ts';
import { readBatches } from './read-leaves.ts';
import type { LedgerLogins } from '../../support/postgres-server.ts';
import { sharedPostgres } from '../../support/shared-postgres.ts';

/** A place for one ledger, with access to all that is stored there. */
export interface Place {
  readonly location: LedgerLocation;
  /** All batches as they are stored. */
  batches(): Promise<Batch[]>;
  /** Stores these batches and no others, with the head that belongs to them where they lead to one. */
  replaceBatches(batches: readonly Batch[]): Promise<void>;
  execute(sql: string): Promise<void>;
  /** What a query finds. */
  rows(sql: string): Promise<readonly object[]>;
  /** Blocks every commit until the returned function is called. */
  block(): Promise<() => Promise<void>>;
  /** Saves all that is stored while no gateway writes; the returned function puts it back. */
  save(): Promise<() => Promise<void>>;
}

/** A kind of store that the ledger's contract holds for. */
export interface StoreKind {
  readonly name: 'SQLite' | 'PostgreSQL';
  start(): Promise<void>;
  /** A place without a ledger. */
  place(directory: string): Promise<Place>;
  stop(): Promise<void>;
}

const done = () => Promise.resolve();

/** Both stores, for tables of tests. */
export const STORES: readonly StoreKind[] = [sqlite(), postgres()];

const COLUMNS = ['first', 'count', 'leaves', 'hashes', 'size', 'root', 'note'] as const;

/** The head of batches that follow one another; null where they don't lead to the root of the last. */
function headOf(batches: readonly Batch[]) {
  const hashes = batches.flatMap((batch) => splitHashes(batch.hashes));
  const tree = appendLeaves(EMPTY_TREE, hashes);
  const last = batches.at(-1);
  const root = treeRoot(tree);
  if (last !== undefined && !(last.size === tree.size && last.root.equals(root))) return null;
  const batch = last === undefined ? NO_BATCH : batchHash(last.note, last.hashes);
  return { size: tree.size, root, edge: Buffer.concat(tree.edge), batch };
}

/** Id of the key of a batch's checkpoint. */
function signerOf({ note }: Batch): string {
  return readNote(note)?.signatures[0]?.id.toString('hex') ?? '';
}

function sqlite(): StoreKind {
  return {
    name: 'SQLite',
    start: done,
    stop: done,
    place: (directory) => Promise.resolve(placeInFile(join(directory, 'audit.db'))),
  };
}

/** A ledger in a file. */
export function placeInFile(path: string): Place {
  let saved = 0;
  const using = <Result>(use: (database: ReturnType<typeof openWritable>) => Result) => {
    const database = openWritable(path);
    try {
      return Promise.resolve(use(database));
    } finally {
      database.close();
    }
  };
  return {
    location: { kind: 'sqlite', path },
    batches: () => Promise.resolve(readBatches(path)),
    replaceBatches: (batches) =>
      using((database) => {
        database.exec('DELETE FROM batches');
        const insert = database.prepare(
          'INSERT OR REPLACE INTO batches VALUES (@first, @count, @leaves, @hashes, @size, @root, @note)',
        );
        for (const batch of batches) insert.run(batch);
        const head = headOf(batches);
        if (head !== null)
          database
            .prepare('UPDATE head SET size = @size, edge = @edge, batch = @batch WHERE id = 1')
            .run(head);
      }),
    execute: (sql) =>
      using((database) => {
        database.exec(sql);
      }),
    rows: (sql) => using((database) => database.prepare<[], object>(sql).all()),
    block() {
      const blocker = openWritable(path);
      blocker.exec('BEGIN IMMEDIATE');
      return Promise.resolve(() => {
        blocker.exec('ROLLBACK');
        blocker.close();
        return Promise.resolve();
      });
    },
    save() {
      saved += 1;
      const copy = `${path}.saved-${saved}`;
      copyFileSync(path, copy);
      return Promise.resolve(() => {
        copyFileSync(copy, path);
        return Promise.resolve();
      });
    },
  };
}

function postgres(): StoreKind {
  let server: Awaited<ReturnType<typeof sharedPostgres>> | null = null;
  return {
    name: 'PostgreSQL',
    async start() {
      server = await sharedPostgres();
    },
    async stop() {
      await server?.close();
    },
    async place() {
      if (server === null) throw new Error('The server was not started.');
      const { owner, writer } = await server.createLedger('ledger');
      return placeOnServer({ owner, writer });
    },
  };
}

/** A ledger on a server. */
export function placeOnServer({ owner, writer }: Pick<LedgerLogins, 'owner' | 'writer'>): Place {
  const using = async <Result>(use: (client: PostgresClient) => Promise<Result>) => {
    const client = await connect(owner);
    try {
      // Without triggers, as an owner can do it.
      await client.query('SET session_replication_role = replica');
      return await use(client);
    } finally {
      await client.end();
    }
  };
  const execute = (sql: string) => using(async (client) => void (await client.query(sql)));
  let saved = 0;
  return {
    location: { kind: 'postgres', server: writer },
    batches: () =>
      using(async (client) => {
        const { rows } = await client.query<Batch>(
          `SELECT ${COLUMNS.join(', ')} FROM phi_audit.batches ORDER BY first`,
        );
        return rows;
      }),
    replaceBatches: (batches) =>
      using(async (client) => {
        await client.query('BEGIN; DELETE FROM phi_audit.batches');
        for (const batch of batches) {
          await client.query(
            `INSERT INTO phi_audit.batches (${COLUMNS.join(', ')}, signer)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (first) DO UPDATE SET note = excluded.note, signer = excluded.signer`,
            [...COLUMNS.map((column) => batch[column]), signerOf(batch)],
          );
        }
        const head = headOf(batches);
        if (head !== null)
          await client.query(
            'UPDATE phi_audit.head SET size = $1, root = $2, edge = $3, batch = $4 WHERE id = 1',
            [head.size, head.root, head.edge, head.batch],
          );
        await client.query('COMMIT');
      }),
    execute: (sql) => execute(`SET search_path = phi_audit, pg_catalog; ${sql}`),
    rows: (sql) =>
      using(async (client) => {
        await client.query('SET search_path = phi_audit, pg_catalog');
        return (await client.query<object>(sql)).rows;
      }),
    async block() {
      const client = await connect(owner);
      await client.query('BEGIN; LOCK TABLE phi_audit.head IN EXCLUSIVE MODE');
      return async () => {
        await client.query('ROLLBACK');
        await client.end();
      };
    },
    async save() {
      saved += 1;
      const schema = `saved_${saved}`;
      const tables = ['batches', 'head', 'openings', 'identities'];
      const copies = tables.map(
        (table) => `CREATE TABLE ${schema}.${table} AS TABLE phi_audit.${table}`,
      );
      await execute([`CREATE SCHEMA ${schema}`, ...copies].join(';'));
      return () =>
        execute(
          tables
            .map(
              (table) =>
                `TRUNCATE phi_audit.${table}; INSERT INTO phi_audit.${table} TABLE ${schema}.${table}`,
            )
            .join(';'),
        );
    },
  };
}
