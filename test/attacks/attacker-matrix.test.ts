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
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { createCosigner } from '../../gateway/audit/tree/cosignature.ts';
import { createSigner, type NoteSigner } from '../../gateway/audit/tree/signed-note.ts';
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
import { placeOnServer } from '../gateway/audit/stores.ts';
import { withIndex } from '../gateway/reports/index/places.ts';
import type { LedgerLogins } from '../support/postgres-server.ts';
import { reportFromIndex } from '../support/reports/report-accesses.ts';
import { sharedPostgres, type SharedPostgres } from '../support/shared-postgres.ts';
import {
  ORIGIN,
  clock,
  type Attacked,
  type Manipulation,
  REASON,
  MANIPULATIONS,
} from './attacker-manipulations.ts';

/** How a check reacts to a manipulation. */
type Cell =
  /** The database refuses the manipulation. */
  | 'refused'
  /** The check passes, and its output is true. */
  | 'unaffected'
  /** The check reports a problem, or stops. */
  | 'noticed'
  /** The check passes, but its output is not true. */
  | 'misled';

const COLUMNS = ['append', 'report', 'proof', 'verify', 'verify with a checkpoint'] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], Cell>>;

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

/** Whether the gateway stops appending, or doesn't start again. */
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

function signerOf(keyPath: string): NoteSigner {
  return createSigner(ORIGIN, createPrivateKey(readFileSync(keyPath)));
}

describe('the effect of a manipulation with a stolen login or key', () => {
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
  /** What report and proof contain before a manipulation, which is the same for each copy. */
  let truth: { readonly report: Said; readonly proof: Said };
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
    retired = signerOf(second.keyPath);
    const { keyPath, guardPath } = second;
    await rotateKey({ location, keyPath, guardPath, version: '1', at: clock() });
    stolen = signerOf(keyPath);
    const ledger = await openLedger(first);
    olderGuard = readFileSync(first.guardPath, 'utf8');
    target = (await ledger.append(accessRecord(['p1']))).first;
    for (const patient of ['p2', 'p3', 'p1', 'p4']) await ledger.append(accessRecord([patient]));
    grant = (await ledger.append(breakGlassRecord(REASON, 'p1'), REASON)).first;
    await ledger.close();
    const reader = await openReader(location);
    await withIndex(indexOf(built), (index) => fillIndex(index, reader));
    await reader.close();
    const { attacked } = await copy();
    truth = { report: await report(attacked), proof: await prove(attacked) };
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

  /** The content of a report or a proof about the two patients, and whether it reports a problem. */
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

  /** Whether a verification has a finding other than NO_CHECKPOINT, or reports a withdrawn text. */
  async function isFound({ place: { location } }: Attacked, anchors: readonly string[]) {
    const witnesses = [witness.verifier.vkey];
    const asked = { location, publicKey, anchors, witnesses, guardPath: null };
    const { findings, withdrawn } = await verifyLedger(asked);
    return findings.some(({ code }) => code !== 'NO_CHECKPOINT') || withdrawn.length > 0;
  }

  async function measure({ changesLedger, isDown, attack }: Manipulation): Promise<Row> {
    const { attacked, anchor } = await copy();
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

  it('is measured for exactly the rows of the table in docs/security.md', () => {
    expect(Object.keys(documentedTable())).toEqual(Object.keys(MANIPULATIONS));
  });

  it.each(Object.entries(MANIPULATIONS))(
    'has the effect on append, report, proof and verification that the table of docs/security.md states: %s',
    async (name, each) => {
      expect(await measure(each)).toEqual(documentedTable()[name]);
    },
  );
});
