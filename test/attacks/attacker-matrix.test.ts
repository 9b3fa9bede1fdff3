import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rotateKey } from '../../gateway/audit/maintain/rotate-key.ts';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import type { Ledger } from '../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { provePatient } from '../../gateway/audit/proof/prove-patient.ts';
import { writeProof } from '../../gateway/audit/proof/proof-file.ts';
import { verifyProof } from '../../gateway/audit/proof/verify-proof.ts';
import { controlRecord } from '../../gateway/audit/record/control/control-record.ts';
import { commitTo } from '../../gateway/audit/record/opening.ts';
import { pruneRecord } from '../../gateway/audit/record/control/pruning.ts';
import { SIX_YEARS } from '../../gateway/audit/record/control/retention.ts';
import { withdrawalRecords } from '../../gateway/audit/record/control/withdrawal.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
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
import { cosign, createCosigner } from '../../gateway/audit/tree/cosignature.ts';
import { createSigner, readNote, type NoteSigner } from '../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { StartError } from '../../gateway/platform/errors.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import { INDEX_SCHEMA, type IndexLocation } from '../../gateway/reports/index/index-location.ts';
import { packageFile } from '../../schema/package-file.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  ledgerOptions,
} from '../gateway/audit/sample.ts';
import { rebuild, replaceText } from '../gateway/audit/rebuild-batches.ts';
import { placeOnServer, type Place } from '../gateway/audit/stores.ts';
import { tamper, withIndex } from '../gateway/reports/index/places.ts';
import { forgeBatch, throwawaySigner } from '../support/forge-batch.ts';
import type { LedgerLogins } from '../support/postgres-server.ts';
import { reportFromIndex } from '../support/reports/report-accesses.ts';
import { sharedPostgres, type SharedPostgres } from '../support/shared-postgres.ts';

const ORIGIN = 'gateway.test/ledger';

/** Everything happens within a few seconds, however slow the machine is; nothing at the same moment. */
let now = Date.now();

const clock = () => (now += 1);

/** What a check makes of a manipulation. */
type Cell =
  /** The database lets none of it happen. */
  | 'refused'
  /** The check says the truth, as if nothing had been tried. */
  | 'unaffected'
  /** The check says that something is wrong, or stops. */
  | 'noticed'
  /** The check passes, and says something else than the truth. */
  | 'misled';

const COLUMNS = ['append', 'report', 'proof', 'verify', 'verify with a checkpoint'] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], Cell>>;

/** A ledger in PostgreSQL with a report index, and everything that an attacker may hold of it. */
interface Attacked {
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
interface Manipulation {
  /** Whether the ledger says something else afterwards. */
  readonly changesLedger: boolean;
  /** Whether it happens while no gateway runs. */
  readonly isDown?: boolean;
  /** Checkpoints that the attacker hands out are returned, for the verification to be given. */
  readonly attack: (attacked: Attacked) => Promise<readonly string[] | number | void>;
}

/** Of a break-glass grant. */
const REASON = commitTo('chest pain', 'cd'.repeat(32));

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

/** A note with the cosignature of a witness, which is as old as the records: on a slow machine, the clock is far ahead of both. */
function cosigned(note: string, witness: NoteSigner): string {
  const text = readNote(note)?.text ?? '';
  return `${note}${cosign(text, Math.floor(clock() / 1000), witness)}`;
}

/** Puts other batches in the place of a ledger's last ones, and its head behind them, as the owner of the tables can. */
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

/** An opening that is left behind without its record would be named. */
function deleteOpenings(batches: readonly Batch[], from: number): string {
  const removed = batches.filter(({ first }) => first >= from).map(({ leaves }) => String(leaves));
  const commitments = removed.join('').matchAll(/"reasonCommitment":("[0-9a-f]{64}")/g);
  const list = [...commitments].map(([, text = '']) => text.replaceAll('"', "'")).join(', ');
  return `DELETE FROM phi_audit.openings WHERE commitment IN (${list === '' ? "''" : list})`;
}

/** The batches from the target on, with its patient exchanged, each signed anew. */
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

/** Rows of the table in docs/security.md: who the attacker is, and what they do. */
const MANIPULATIONS: Readonly<Record<string, Manipulation>> = {
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

/** The table of docs/security.md. */
function documentedTable(): Readonly<Record<string, Row>> {
  const page = readFileSync(packageFile('docs/security.md'), 'utf8');
  const lines = page.split('\n').filter((line) => /^\| [a-z +]+: /.test(line));
  return Object.fromEntries(
    lines.map((line) => {
      const [name = '', ...cells] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      const row = COLUMNS.map((column, place) => [column, cells[place]?.replaceAll('*', '')]);
      return [name, Object.fromEntries(row) as Row];
    }),
  );
}

/** Whether the gateway goes on, and starts again. */
async function isStopped(running: Ledger | null, { options }: Attacked): Promise<boolean> {
  try {
    await running?.append(accessRecord(['p9']));
    await running?.close();
    await (await openLedger(options)).close();
    return false;
  } catch {
    await running?.close();
    return true;
  }
}

function judge(isNoticed: boolean, isTrue: boolean): Cell {
  if (isNoticed) return 'noticed';
  return isTrue ? 'unaffected' : 'misled';
}

function indexOf({ indexer }: LedgerLogins): IndexLocation {
  return { kind: 'postgres', server: indexer, schema: INDEX_SCHEMA };
}

describe('what an attacker with a stolen login or key can do unnoticed', () => {
  const directory = createDirectory();
  let server: SharedPostgres;
  let built: LedgerLogins;
  let target = 0;
  let grant = 0;
  let publicKey = '';
  let stolen: NoteSigner;
  let retired: NoteSigner;
  const witness = createCosigner('witness.test', generateKeyPairSync('ed25519').privateKey);
  let olderGuard = '';
  let count = 0;

  const folderOf = (name: string) => {
    const folder = join(directory.path, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  };

  beforeAll(async () => {
    server = await sharedPostgres();
    built = await server.createLedger('matrix');
    const { location } = placeOnServer(built);
    const first = ledgerOptions(folderOf('first'), { location, now: clock });
    const second = ledgerOptions(folderOf('second'), { location, now: clock });
    const { verifier } = createSigner(ORIGIN, createSigningKey(second.keyPath));
    const opened = await openLedger({ ...first, enroll: [verifier.vkey] });
    ({ publicKey } = opened);
    await opened.close();
    const checkpoint = readFileSync(first.guardPath, 'utf8');
    await (await openLedger({ ...second, checkpoint })).close();
    const keyOf = (path: string) => createSigner(ORIGIN, createPrivateKey(readFileSync(path)));
    retired = keyOf(second.keyPath);
    const { keyPath, guardPath } = second;
    await rotateKey({ location, keyPath, guardPath, version: '1', at: clock() });
    stolen = keyOf(keyPath);
    const ledger = await openLedger(first);
    olderGuard = readFileSync(first.guardPath, 'utf8');
    target = (await ledger.append(accessRecord(['p1']))).first;
    for (const patient of ['p2', 'p3', 'p1', 'p4']) await ledger.append(accessRecord([patient]));
    grant = (await ledger.append(breakGlassRecord(REASON, 'p1'), REASON)).first;
    await ledger.close();
    const reader = await openReader(location);
    await withIndex(indexOf(built), (index) => fillIndex(index, reader));
    await reader.close();
  });
  afterAll(async () => {
    await server.close();
    directory.remove();
  });

  /** A copy of the ledger with its index, and of the first gateway's files. */
  async function copy(): Promise<{ readonly attacked: Attacked; readonly anchor: string }> {
    count += 1;
    const database = `${built.owner.database}_${count}`;
    await server.execute(
      'postgres',
      `CREATE DATABASE ${database} TEMPLATE ${built.owner.database}`,
    );
    const logins = Object.fromEntries(
      Object.entries(built).map(([role, login]) => [role, { ...login, database }]),
    ) as LedgerLogins;
    const place = placeOnServer(logins);
    const { location } = place;
    const options = ledgerOptions(folderOf(`copy-${count}`), { location, now: clock });
    const original = ledgerOptions(folderOf('first'));
    for (const file of ['keyPath', 'guardPath'] as const)
      writeFileSync(options[file], readFileSync(original[file]), { mode: 0o600 });
    const anchor = readFileSync(options.guardPath, 'utf8');
    const index = indexOf(logins);
    return {
      attacked: {
        logins,
        place,
        index,
        options,
        target,
        grant,
        stolen,
        retired,
        witness,
        olderGuard,
      },
      anchor,
    };
  }

  /** What reports and proofs say of the two patients, and whether they say that something is wrong. */
  interface Said {
    readonly text: string;
    readonly isNoticed: boolean;
  }

  async function report({ place, index }: Attacked): Promise<Said> {
    let isNoticed = false;
    const notice = () => {
      isNoticed = true;
    };
    const rows: unknown[] = [];
    try {
      const reader = await openReader(place.location);
      try {
        const filled = await withIndex(index, (open) => fillIndex(open, reader));
        if (filled.brokenAt !== null) notice();
      } finally {
        await reader.close();
      }
      for (const patient of ['p1', 'p-forged']) {
        const { location } = place;
        const asked = { location, index, by: { patient }, since: null, until: null, publicKey };
        const listeners = { onDamaged: notice, onRefused: notice, onPruned: notice };
        for await (const row of reportFromIndex({ ...asked, ...listeners })) {
          const reason = row.breakGlass?.reason ?? null;
          if (reason?.startsWith('(') === true) notice();
          rows.push([patient, row.leaf, row.outcome, reason]);
        }
      }
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      notice();
    }
    return { text: JSON.stringify(rows), isNoticed };
  }

  async function prove({ place: { location } }: Attacked): Promise<Said> {
    const leaves: unknown[] = [];
    try {
      for (const patient of ['p1', 'p-forged']) {
        const asked = { patient, since: null, until: null, onProgress: () => undefined };
        const proof = await provePatient({ ...asked, location });
        const { result } = await verifyProof({ text: writeProof(proof), publicKey, location });
        if (result === 'FAIL') return { text: '', isNoticed: true };
        leaves.push(proof.leaves.map(({ index, leaf }) => [patient, index, leaf]));
      }
      return { text: JSON.stringify(leaves), isNoticed: false };
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      return { text: '', isNoticed: true };
    }
  }

  /** Whether a verification finds anything but that no checkpoint was remembered, or names a text that doesn't fit. */
  async function isFound({ place: { location } }: Attacked, anchors: readonly string[]) {
    const witnesses = [witness.verifier.vkey];
    const asked = { location, publicKey, anchors, witnesses, guardPath: null };
    const { findings, withdrawn } = await verifyLedger(asked);
    return findings.some(({ code }) => code !== 'NO_CHECKPOINT') || withdrawn.length > 0;
  }

  async function measure({ changesLedger, isDown, attack }: Manipulation): Promise<Row> {
    const { attacked, anchor } = await copy();
    const truth = { report: await report(attacked), proof: await prove(attacked) };
    const running = isDown === true ? null : await openLedger(attacked.options);
    const anchors = [anchor];
    try {
      const given = await attack(attacked);
      if (typeof given === 'object') anchors.push(...given);
    } catch (error) {
      await running?.close();
      const code = error instanceof Error && 'code' in error ? error.code : null;
      if (code !== '42501' && !String(code).startsWith('23')) throw error;
      return Object.fromEntries(COLUMNS.map((column) => [column, 'refused'])) as Row;
    }
    const append = judge(await isStopped(running, attacked), !changesLedger);
    const said = { report: await report(attacked), proof: await prove(attacked) };
    return {
      append,
      report: judge(said.report.isNoticed, said.report.text === truth.report.text),
      proof: judge(said.proof.isNoticed, said.proof.text === truth.proof.text),
      verify: judge(await isFound(attacked, []), !changesLedger),
      'verify with a checkpoint': judge(await isFound(attacked, anchors), !changesLedger),
    };
  }

  it('is measured for every row of the table in docs/security.md', () => {
    expect(Object.keys(documentedTable())).toEqual(Object.keys(MANIPULATIONS));
  });

  it.each(Object.entries(MANIPULATIONS))(
    'is what the table in docs/security.md says for %s',
    async (name, each) => {
      expect(await measure(each)).toEqual(documentedTable()[name]);
    },
  );
});
