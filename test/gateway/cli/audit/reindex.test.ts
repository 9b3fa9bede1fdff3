import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { printLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { sharedPostgres } from '../../../support/shared-postgres.ts';
import { accessRecord, createDirectory } from '../../audit/sample.ts';
import { placeInFile, placeOnServer } from '../../audit/stores.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { append } from '../../reports/index/places.ts';

const directory = createDirectory();
const db = join(directory.path, 'audit.db');
const index = `${db}.index`;
const exported = join(directory.path, 'export');

beforeAll(async () => {
  const place = placeInFile(db);
  await append(
    place,
    directory.path,
    ['p1', 'p2', 'p1'].map((patient) => accessRecord([patient])),
  );
  const { location } = place;
  await exportLedger({ location, directory: exported, onProgress: () => undefined });
});
beforeEach(() => {
  rmSync(index, { force: true });
});
afterAll(() => {
  directory.remove();
});

function audit(...args: readonly string[]) {
  return runAudit(args, { cwd: directory.path, environment: { PGPASSWORD: 'secret' } });
}

const report = (...args: readonly string[]) =>
  audit('report', '--db', db, '--patient', 'p1', '--format', 'csv', ...args);

function change(sql: string): void {
  const database = openWritable(index);
  database.exec(sql);
  database.close();
}

describe('audit reindex', () => {
  it('builds the index beside the ledger, for its owner alone, and says how fast', async () => {
    const { status, output, errors } = await audit('reindex', '--db', db);
    expect(errors).toBe('');
    expect(status).toBe(0);
    expect(output).toMatch(
      /^Indexed 7 records in \d+\.\d s \(\d+ a second\): .*audit\.db\.index\n$/,
    );
    expect(statSync(index).mode & 0o777).toBe(0o600);
  });

  it('builds it where it is told to', async () => {
    const other = join(directory.path, 'other.index');
    expect((await audit('reindex', '--db', db, '--index', other)).status).toBe(0);
    expect(existsSync(index)).toBe(false);
    expect(await report('--index', other)).toEqual(await report());
  });

  it.each([
    [['--db', 'none.db'], 'There is no audit ledger at none.db.'],
    [['--db', db, '--index', 'postgres://h'], '--index must name a user and a database'],
    [
      ['--db', exported],
      `--db takes a file, and ${exported} is a directory. An export is read by audit verify, audit report and audit prove alone.`,
    ],
    [['--db', db, '--index', exported], `--index takes a file, and ${exported} is a directory.`],
    [['--db', db, '--index', `${db}.key`], `${db}.key is no report index, and is left as it is.`],
  ])('refuses %j', async (args, message) => {
    const { status, errors } = await audit('reindex', ...args);
    expect(status).toBe(1);
    expect(errors).toContain(`phi-gateway: ${message}`);
  });

  it('never takes the place of the ledger', async () => {
    const before = readFileSync(db);
    const { status, errors } = await audit('reindex', '--db', db, '--index', db);
    expect(status).toBe(1);
    expect(errors).toBe(
      `phi-gateway: ${db} is no report index, and is left as it is. Name another file for the index, or take this one away.\n`,
    );
    expect(readFileSync(db).equals(before)).toBe(true);
  });
});

const misspelt = (names: string) =>
  `Nothing fits. No record at all tells of ${names}: perhaps it is misspelt.\n`;

describe('audit report', () => {
  it('says the same with an index and without one', async () => {
    const scanned = await report();
    await audit('reindex', '--db', db);
    expect(await report()).toEqual(scanned);
    expect(scanned.output.split('\n')).toHaveLength(4);
  });

  it('uses the index that is there: what cannot be proven is left out and named', async () => {
    await audit('reindex', '--db', db);
    change('UPDATE events SET records = 9 WHERE id = (SELECT min(id) FROM events)');
    const { status, output, errors } = await report();
    expect(status).toBe(1);
    expect(output.split('\n')).toHaveLength(3);
    expect(errors).toBe(
      'phi-gateway: Left out of the report, since the ledger does not prove what the index says: 1 row (records 3 differs). Run: phi-gateway audit reindex\n',
    );
  });

  it('says of a name that no record tells of that it may be misspelt', async () => {
    const ask = (...args: readonly string[]) => audit('report', ...args, '--db', db);
    const unknown = ['field', '--field', 'Patient.snn', '--patient', 'p9', '--role', 'physician'];
    const late = ['patient', '--patient', 'p1', '--since', '2999-01-01'];
    // Without an index nobody can say more.
    expect(await ask(...unknown)).toMatchObject({ status: 0, errors: 'Nothing fits.\n' });
    await audit('reindex', '--db', db);
    expect(await ask(...unknown)).toMatchObject({
      status: 0,
      errors: misspelt('--patient "p9" or --field "Patient.snn"'),
    });
    expect(await ask(...late)).toMatchObject({ status: 0, errors: 'Nothing fits.\n' });
    expect((await ask('unusual', '--actor', 'nobody', '--format', 'csv')).errors).toContain(
      misspelt('--actor "nobody"'),
    );
    for (const name of ['disclosures', 'proof']) {
      expect(await ask(name, '--patient', 'p9')).toMatchObject({
        status: 0,
        errors: misspelt('--patient "p9"'),
      });
      expect((await ask(name, '--patient', 'p1')).errors).toBe('');
    }
  });

  it('says with --complete what is complete', async () => {
    await audit('reindex', '--db', db);
    const { status, output, errors } = await report('--complete');
    expect(status).toBe(0);
    expect(output).toBe((await report()).output);
    expect(errors).toMatch(
      /^COMPLETE: what records 0\.\.6 of gateway\.test\/ledger say, and nothing else, is in the index \(2 events\)\.\nroot [0-9a-f]{64}, signed with gateway\.test\/ledger\+\S+ \(beside the ledger\)\n$/,
    );
  });

  it('reads the ledger with --complete where the index says less, and fails', async () => {
    const scanned = await report();
    await audit('reindex', '--db', db);
    change('DELETE FROM events WHERE id = (SELECT min(id) FROM events)');
    expect((await report()).output).not.toBe(scanned.output);
    const { status, output, errors } = await report('--complete');
    expect(status).toBe(1);
    expect(output).toBe(scanned.output);
    expect(errors).toContain(
      'INDEX_DIVERGED: the index differs from the ledger in 1 event (records 3 missing).',
    );
  });

  it.each([
    [['--complete'], 'There is no report index to compare with.'],
    [['--index', 'none.index'], 'There is no report index at none.index.'],
    [['--db', exported, '--index', 'x'], 'An export has no report index'],
    [['--db', exported, '--complete'], 'There is no report index to compare with.'],
  ])('refuses %j where there is none', async (args, message) => {
    const { status, errors } = await report(...args);
    expect(status).toBe(1);
    expect(errors).toContain(message);
  });

  it('reads an export as it always did', async () => {
    copyFileSync(db, `${db}.copy`);
    expect((await report('--db', exported)).output).toBe((await report()).output);
  });
});

describe('on PostgreSQL', () => {
  it('the index is a schema of a database, also of another than the ledger', async () => {
    const server = await sharedPostgres();
    try {
      const { owner, writer, reader } = await server.createLedger('ledger');
      const place = placeOnServer({ owner, writer });
      await append(
        place,
        join(directory.path, 'postgres'),
        ['p1', 'p2'].map((id) => accessRecord([id])),
      );
      const url = (who: typeof owner) => printLocation({ kind: 'postgres', server: who });
      const by = (...args: readonly string[]) =>
        audit('report', '--patient', 'p1', '--format', 'csv', ...args);
      const scanned = await by('--db', url(reader));
      expect(scanned).toMatchObject({ status: 0, errors: '' });
      expect(scanned.output.split('\n')).toHaveLength(3);
      // Who may not make a schema there is told so.
      expect((await audit('reindex', '--db', url(reader))).errors).toContain(
        'cannot be built (42501)',
      );
      expect(await audit('reindex', '--db', url(owner))).toMatchObject({ status: 0, errors: '' });
      expect((await by('--db', url(owner), '--complete')).errors).toMatch(/^COMPLETE/);
      // Who may not read it reads the ledger.
      expect(await by('--db', url(reader))).toEqual(scanned);
      const elsewhere = url(await server.createDatabase('elsewhere'));
      expect((await audit('reindex', '--db', url(reader), '--index', elsewhere)).status).toBe(0);
      expect(await by('--db', url(reader), '--index', elsewhere)).toEqual(scanned);
    } finally {
      await server.close();
    }
  });
});
