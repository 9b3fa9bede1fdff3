import { writeFileSync } from 'node:fs';
import { controlRecord } from '../../gateway/audit/record/control/control-record.ts';
import { commitTo } from '../../gateway/audit/record/opening.ts';
import { pruneRecord } from '../../gateway/audit/record/control/pruning.ts';
import { SIX_YEARS } from '../../gateway/audit/record/control/retention.ts';
import { withdrawalRecords } from '../../gateway/audit/record/control/withdrawal.ts';
import { connect } from '../../gateway/audit/store/postgres/connect.ts';
import type { PostgresServer } from '../../gateway/audit/store/ledger-location.ts';
import { batchHash, packLeaves, unpackLeaves, type Batch } from '../../gateway/audit/tree/batch.ts';
import { NO_BATCH, signCheckpoint } from '../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  splitHashes,
  treeRoot,
} from '../../gateway/audit/tree/merkle-tree.ts';
import { cosign } from '../../gateway/audit/tree/cosignature.ts';
import { readNote, type NoteSigner } from '../../gateway/audit/tree/signed-note.ts';
import type { IndexLocation } from '../../gateway/reports/index/index-location.ts';
import type { ledgerOptions } from '../gateway/audit/sample.ts';
import { accessRecord } from '../gateway/audit/sample.ts';
import { rebuild, replaceText } from '../gateway/audit/rebuild-batches.ts';
import type { Place } from '../gateway/audit/stores.ts';
import { tamper } from '../gateway/reports/index/places.ts';
import { forgeBatch, throwawaySigner } from '../support/forge-batch.ts';
import type { LedgerLogins } from '../support/postgres-server.ts';

/** The origin of the ledger's checkpoints. */
export const ORIGIN = 'gateway.test/ledger';

let now = Date.now();

/** A clock that advances by 1 ms with each call, however slow the machine is, so that no two records have one time. */
export const clock = () => (now += 1);

/** A ledger in PostgreSQL with a report index, and everything that an attacker may hold of it. */
export interface Attacked {
  readonly logins: LedgerLogins;
  readonly place: Place;
  readonly index: IndexLocation;
  readonly options: ReturnType<typeof ledgerOptions>;
  /** Index of the record that most manipulations are about: an access to p1. */
  readonly target: number;
  /** The key of a second gateway, which is enrolled. */
  readonly stolen: NoteSigner;
  /** Index of the record of a break-glass grant. */
  readonly grant: number;
  /** A key of that gateway that was retired. */
  readonly retired: NoteSigner;
  readonly witness: NoteSigner;
  /** The guard of the running gateway as it was some records ago. */
  readonly olderGuard: string;
}

/** One thing that an attacker does. */
export interface Manipulation {
  /** Whether the content of the ledger differs afterwards. */
  readonly changesLedger: boolean;
  /** Whether it happens while no gateway runs. */
  readonly isDown?: boolean;
  /**
   * Attacks. Returns the checkpoints that the attacker hands out, which the verification then receives; else nothing.
   */
  readonly attack: (attacked: Attacked) => Promise<readonly string[] | number | void>;
}

/** The reason of a break-glass grant. */
export const REASON = commitTo('chest pain', 'cd'.repeat(32));

const FORGED = [accessRecord(['p-forged'])];

const hex = (bytes: Buffer) => `'\\x${bytes.toString('hex')}'`;

async function run(login: PostgresServer, sql: string): Promise<void> {
  const client = await connect(login);
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/**
 * A note with the cosignature of a witness, which is as old as the records: on a slow machine, the clock is far ahead
 * of both.
 */
function cosigned(note: string, witness: NoteSigner): string {
  const text = readNote(note)?.text ?? '';
  return `${note}${cosign(text, Math.floor(clock() / 1000), witness)}`;
}

/**
 * Puts other batches in the place of a ledger's last ones, and its head behind them, as the owner of the tables can.
 */
async function replaceEnd({ logins, place }: Attacked, from: number, batches: readonly Batch[]) {
  const before = await place.batches();
  const kept = before.filter(({ first }) => first < from);
  const all = [...kept, ...batches];
  const tree = appendLeaves(
    EMPTY_TREE,
    all.flatMap(({ hashes }) => splitHashes(hashes)),
  );
  const last = all.at(-1);
  const hash = last === undefined ? NO_BATCH : batchHash(last.note, last.hashes);
  const client = await connect(logins.owner);
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    await client.query('DELETE FROM phi_audit.batches WHERE first >= $1', [from]);
    if (batches.length === 0) await client.query(deleteOpenings(before, from));
    for (const { first, count, leaves, hashes, size, root, note } of batches) {
      const signer = note.trimEnd().split(' ').at(-1) ?? '';
      await client.query('INSERT INTO phi_audit.batches VALUES ($1, $2, $3, $4, $5, $6, $7, $8)', [
        first,
        count,
        leaves,
        hashes,
        size,
        root,
        note,
        Buffer.from(signer, 'base64').subarray(0, 4).toString('hex'),
      ]);
    }
    await client.query('UPDATE phi_audit.head SET size = $1, root = $2, edge = $3, batch = $4', [
      tree.size,
      treeRoot(tree),
      Buffer.concat(tree.edge),
      hash,
    ]);
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** SQL that deletes the openings of removed records: verification reports an opening without its record. */
function deleteOpenings(batches: readonly Batch[], from: number): string {
  const removed = batches.filter(({ first }) => first >= from).map(({ leaves }) => String(leaves));
  const commitments = removed.join('').matchAll(/"reasonCommitment":("[0-9a-f]{64}")/g);
  const list = [...commitments].map(([, text = '']) => text.replaceAll('"', "'")).join(', ');
  return `DELETE FROM phi_audit.openings WHERE commitment IN (${list === '' ? "''" : list})`;
}

/** The batches from the target on, with p2 in place of p1, each signed anew. */
async function rewrite({ place, target }: Attacked, signer: NoteSigner): Promise<Batch[]> {
  const batches = (await place.batches()).map((batch) =>
    batch.first < target ? batch : replaceText(batch, '"p1"', '"p2"'),
  );
  return rebuild(batches, signer, target).filter(({ first }) => first >= target);
}

function cutLast(attacked: Attacked): Promise<void> {
  return replaceEnd(attacked, attacked.target, []);
}

function changeTarget({ target }: Attacked, bytes: Buffer, columns: 'leaves' | 'hashes' | 'both') {
  const leaves = `leaves = ${hex(packLeaves([bytes]))}`;
  const hashes = `hashes = ${hex(leafHash(bytes))}`;
  const set = { leaves, hashes, both: `${leaves}, ${hashes}` }[columns];
  return `UPDATE phi_audit.batches SET ${set} WHERE first = ${target}`;
}

/** What attackers do, by the rows of the table in docs/security.md. Each row names the stolen login or key first. */
export const MANIPULATIONS: Readonly<Record<string, Manipulation>> = {
  'reader: changes a record': {
    changesLedger: false,
    attack: (attacked) =>
      run(attacked.logins.reader, changeTarget(attacked, Buffer.alloc(0), 'both')),
  },
  'indexer: deletes rows of the report index': {
    changesLedger: false,
    attack: ({ index }) => tamper(index, 'DELETE FROM events'),
  },
  'writer: changes a record': {
    changesLedger: false,
    attack: (attacked) =>
      run(attacked.logins.writer, changeTarget(attacked, Buffer.alloc(0), 'both')),
  },
  'writer: adds a record': {
    changesLedger: true,
    attack: ({ place }) => forgeBatch(place, FORGED, throwawaySigner(ORIGIN), clock()),
  },
  'pruner: removes a record': {
    changesLedger: true,
    attack: (attacked) =>
      run(attacked.logins.pruner, changeTarget(attacked, Buffer.alloc(0), 'leaves')),
  },
  'owner: changes a record and its hash': {
    changesLedger: true,
    async attack(attacked) {
      const batch = (await attacked.place.batches()).find(({ first }) => first === attacked.target);
      const [bytes] = unpackLeaves(batch?.leaves ?? Buffer.alloc(0)) ?? [];
      const changed = Buffer.from(String(bytes).replaceAll('"p1"', '"p2"'));
      await run(attacked.logins.owner, changeTarget(attacked, changed, 'both'));
    },
  },
  'owner: removes the last records': {
    changesLedger: true,
    attack: (attacked) => cutLast(attacked),
  },
  'owner: moves the first word of a break-glass reason into its salt': {
    changesLedger: true,
    attack: ({ logins }) =>
      run(
        logins.owner,
        `UPDATE phi_audit.openings SET salt = salt || '${Buffer.from('chest ').toString('hex')}',
           text = 'pain' WHERE commitment = '${REASON.commitment}'`,
      ),
  },
  'owner: adds a trigger that empties new records': {
    changesLedger: true,
    attack: ({ logins }) =>
      run(
        logins.owner,
        `CREATE FUNCTION phi_audit.forget() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN NEW.leaves := '\\x00000000'; RETURN NEW; END $$;
         CREATE TRIGGER zz_forget BEFORE INSERT ON phi_audit.batches
           FOR EACH ROW EXECUTE FUNCTION phi_audit.forget()`,
      ),
  },
  'quarantiner: removes the last records': {
    changesLedger: true,
    async attack({ logins, place, target }) {
      const before = await place.batches();
      const kept = before.filter(({ first }) => first < target);
      const tree = appendLeaves(
        EMPTY_TREE,
        kept.flatMap(({ hashes }) => splitHashes(hashes)),
      );
      const last = kept.at(-1);
      const hash = last === undefined ? NO_BATCH : batchHash(last.note, last.hashes);
      const values = [treeRoot(tree), Buffer.concat(tree.edge), hash].map(hex).join(', ');
      await run(
        logins.quarantiner,
        `BEGIN; DELETE FROM phi_audit.batches WHERE first >= ${target}; DELETE FROM phi_audit.head;
        ${deleteOpenings(before, target)};
        INSERT INTO phi_audit.head VALUES (1, ${tree.size}, ${values}); COMMIT`,
      );
    },
  },
  'eraser: removes the reason of a break-glass grant': {
    changesLedger: true,
    attack: ({ logins }) => run(logins.eraser, 'DELETE FROM phi_audit.openings'),
  },
  'signing key: signs another history': {
    changesLedger: false,
    async attack({ place, stolen }) {
      const { size = 0 } = (await place.batches()).at(-1) ?? {};
      const other = { origin: ORIGIN, size, root: Buffer.alloc(32, 7), previousBatch: NO_BATCH };
      return [signCheckpoint(other, stolen)];
    },
  },
  'witness key: cosigns an older checkpoint': {
    changesLedger: false,
    attack: ({ olderGuard, witness }) => Promise.resolve([cosigned(olderGuard, witness)]),
  },
  'guard: puts an older guard in place': {
    changesLedger: false,
    async attack({ options, olderGuard }) {
      await Promise.resolve(writeFileSync(options.guardPath, olderGuard));
    },
  },
  'writer + retired key: adds a record': {
    changesLedger: true,
    attack: ({ place, retired }) => forgeBatch(place, FORGED, retired, clock()),
  },
  'writer + indexer: adds a record and its row': {
    changesLedger: true,
    async attack({ place, index }) {
      await forgeBatch(place, FORGED, throwawaySigner(ORIGIN), clock());
      const batches = await place.batches();
      const tree = appendLeaves(
        EMPTY_TREE,
        batches.flatMap(({ hashes }) => splitHashes(hashes)),
      );
      const note = batches.at(-1)?.note ?? '';
      const edge = hex(Buffer.concat(tree.edge));
      await tamper(
        index,
        `UPDATE position SET size = ${tree.size}, edge = ${edge}, note = '${note}'`,
      );
    },
  },
  'writer + signing key: adds a record': {
    changesLedger: true,
    attack: ({ place, stolen }) => forgeBatch(place, FORGED, stolen, clock()),
  },
  'writer + signing key: withdraws a text that fits': {
    changesLedger: true,
    attack: ({ place, grant, stolen }) =>
      forgeBatch(place, withdrawalRecords([grant], REASON.commitment, clock()), stolen, clock()),
  },
  'eraser + signing key: removes the reason of a break-glass grant and says that it was erased': {
    changesLedger: true,
    async attack({ logins, place, grant, stolen }) {
      const details = { entries: `${grant}:reason`, reasonCommitment: null };
      await forgeBatch(place, [controlRecord('log.erase', clock(), details)], stolen, clock());
      await run(logins.eraser, 'DELETE FROM phi_audit.openings');
    },
  },
  'pruner + signing key: removes a record and says that it was pruned': {
    changesLedger: true,
    async attack({ logins, place, target, stolen }) {
      const pruning = {
        ranges: [[0, 255]] as const,
        leaves: 1,
        root: '',
        kept: '',
        latest: 0,
        retention: SIX_YEARS,
        keys: [],
        holds: [],
        earlier: [],
      };
      await forgeBatch(place, [pruneRecord(pruning, clock())], stolen, clock());
      const empty = hex(packLeaves([Buffer.alloc(0)]));
      await run(
        logins.pruner,
        `UPDATE phi_audit.batches SET leaves = ${empty} WHERE first = ${target}`,
      );
    },
  },
  'owner + witness key: removes the last records and cosigns an older checkpoint': {
    changesLedger: true,
    async attack(attacked) {
      await cutLast(attacked);
      return [cosigned(attacked.olderGuard, attacked.witness)];
    },
  },
  'owner + guard: removes the last records while no gateway runs': {
    changesLedger: true,
    isDown: true,
    async attack(attacked) {
      await cutLast(attacked);
      writeFileSync(attacked.options.guardPath, attacked.olderGuard);
    },
  },
  'owner + signing key: changes a break-glass reason and withdraws it': {
    changesLedger: true,
    async attack({ logins, place, grant, stolen }) {
      const why = commitTo('stored wrongly', 'ef'.repeat(32));
      await forgeBatch(place, withdrawalRecords([grant], why.commitment, clock()), stolen, clock());
      await run(
        logins.owner,
        `SET session_replication_role = replica;
         UPDATE phi_audit.openings SET text = 'routine';
         INSERT INTO phi_audit.openings VALUES ('${why.commitment}', '${why.salt}', '${why.text}')`,
      );
    },
  },
  'owner + signing key: rewrites the last records': {
    changesLedger: true,
    async attack(attacked) {
      await replaceEnd(attacked, attacked.target, await rewrite(attacked, attacked.stolen));
    },
  },
};
