import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { printLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { sharedPostgres } from '../../../support/shared-postgres.ts';
import { accessRecord, createDirectory } from '../../audit/sample.ts';
import { placeInFile, placeOnServer } from '../../audit/stores.ts';
import { forgeBatch } from '../../../support/forge-batch.ts';
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

const says = (text: string): unknown => expect.stringContaining(text);

const report = (...args: readonly string[]) =>
  audit('report', '--db', db, '--patient', 'p1', '--format', 'csv', ...args);

function change(sql: string): void {
  const database = openWritable(index);
  database.exec(sql);
  database.close();
}

describe('audit reindex', () => {
  it('builds the index beside the ledger, readable only by its owner, and prints the rate', async () => {
    const { status, output, errors } = await audit('reindex', '--db', db);
    expect(errors).toBe('');
    expect(status).toBe(0);
    expect(output).toMatch(
      /^Indexed 7 records in \d+\.\d s \(\d+ a second\): .*audit\.db\.index\n$/,
    );
    expect(statSync(index).mode & 0o777).toBe(0o600);
  });

  it('builds the index only at the path that --index names, where audit report reads it', async () => {
    const other = join(directory.path, 'other.index');
    expect((await audit('reindex', '--db', db, '--index', other)).status).toBe(0);
    expect(existsSync(index)).toBe(false);
    const { output, errors } = await report('--index', other);
    expect(errors).toMatch(/^NOT_COMPARED: the rows of 7 records .*\n$/);
    expect(output).toBe((await report()).output);
  });

  it.each([
    [['--db', 'none.db'], 'There is no audit ledger at none.db.'],
    [['--db', db, '--index', 'postgres://h'], '--index must name a user and a database'],
    [
      ['--db', exported],
      `--db takes a file, and ${exported} is a directory. Only audit verify, audit report and audit prove read an export.`,
    ],
    [['--db', db, '--index', exported], `--index takes a file, and ${exported} is a directory.`],
    [
      ['--db', db, '--index', `${db}.key`],
      `${db}.key is not a report index and was left unchanged.`,
    ],
  ])('exits with 1 for %j and prints: %s', async (args, message) => {
    const { status, errors } = await audit('reindex', ...args);
    expect(status).toBe(1);
    expect(errors).toContain(`phi-gateway: ${message}`);
  });

  it('exits with 1 and leaves the ledger unchanged if --index names the ledger', async () => {
    const before = readFileSync(db);
    const { status, errors } = await audit('reindex', '--db', db, '--index', db);
    expect(status).toBe(1);
    expect(errors).toBe(
      `phi-gateway: ${db} is not a report index and was left unchanged. Name another file for the index, or remove this one.\n`,
    );
    expect(readFileSync(db).equals(before)).toBe(true);
  });
});

const endsWith = (line: string) => new RegExp(`${line}\n$`);

const misspelled = (names: string) =>
  `No record matches. No record contains ${names}. Check the spelling.\n`;

describe('audit report with a report index', () => {
  it('prints the same rows as without the index', async () => {
    const scanned = await report();
    await audit('reindex', '--db', db);
    expect((await report()).output).toBe(scanned.output);
    expect(scanned.output.split('\n')).toHaveLength(4);
  });

  it('exits with 1 and omits a row of the index that the ledger does not prove, and names its record', async () => {
    await audit('reindex', '--db', db);
    change('UPDATE events SET records = 9 WHERE id = (SELECT min(id) FROM events)');
    const { status, output, errors } = await report();
    expect(status).toBe(1);
    expect(output.split('\n')).toHaveLength(3);
    expect(errors).toContain(
      `phi-gateway: Left out of the report, since the ledger does not prove what the index says: 1 row (records 3 differs). Run: phi-gateway audit reindex --db ${db}\n`,
    );
  });

  it('warns that a patient, field or actor in no record may be misspelled, but not without the index', async () => {
    const ask = (...args: readonly string[]) => audit('report', ...args, '--db', db);
    const unknown = ['field', '--field', 'Patient.snn', '--patient', 'p9', '--role', 'physician'];
    const late = ['patient', '--patient', 'p1', '--since', '2999-01-01'];
    // Without an index the command cannot tell.
    expect(await ask(...unknown)).toMatchObject({
      status: 0,
      errors: says('No record matches.\n'),
    });
    await audit('reindex', '--db', db);
    expect(await ask(...unknown)).toMatchObject({
      status: 0,
      errors: says(misspelled('--patient "p9" or --field "Patient.snn"')),
    });
    expect(await ask(...late)).toMatchObject({ status: 0, errors: says('No record matches.\n') });
    expect((await ask('unusual', '--actor', 'nobody', '--format', 'csv')).errors).toContain(
      misspelled('--actor "nobody"'),
    );
    for (const name of ['disclosures', 'proof']) {
      expect(await ask(name, '--patient', 'p9')).toMatchObject({
        status: 0,
        errors: misspelled('--patient "p9"'),
      });
      expect((await ask(name, '--patient', 'p1')).errors).toBe('');
    }
  });

  it('prints with --complete that the index covers the ledger', async () => {
    await audit('reindex', '--db', db);
    const { status, output, errors } = await report('--complete');
    expect(status).toBe(0);
    expect(output).toBe((await report()).output);
    expect(errors).toMatch(
      /^COMPLETE: what records 0\.\.6 of gateway\.test\/ledger say, and nothing else, is in the index \(2 events\)\.\nroot [0-9a-f]{64}, signed with gateway\.test\/ledger\+\S+ \(beside the ledger\)\n$/,
    );
  });

  it('with --complete prints the rows of the ledger and exits with 1 and INDEX_DIVERGED if the index lacks a record', async () => {
    const scanned = await report();
    await audit('reindex', '--db', db);
    change('DELETE FROM events WHERE id = (SELECT min(id) FROM events)');
    const short = await report();
    expect(short.output).not.toBe(scanned.output);
    expect(short).toMatchObject({
      status: 0,
      errors:
        'NOT_COMPARED: the rows of 7 records were found by the report index. Each is proven, but a row that is missing from the index is not noticed. Compare with --complete.\n',
    });
    const { status, output, errors } = await report('--complete');
    expect(status).toBe(1);
    expect(output).toBe(scanned.output);
    expect(errors).toContain(
      'INDEX_DIVERGED: the index differs from the ledger in 1 event (records 3 missing).',
    );
    expect(errors).toMatch(endsWith(`Run: phi-gateway audit reindex --db ${db}`));
    const other = join(directory.path, 'diverged.index');
    copyFileSync(index, other);
    expect((await report('--complete', '--index', other)).errors).toMatch(
      endsWith(`Run: phi-gateway audit reindex --db ${db} --index ${other}`),
    );
  });

  it('prints NOT_COMPARED for unusual access and reviews, and COMPLETE or INDEX_DIVERGED with --complete', async () => {
    await audit('reindex', '--db', db);
    const ask = (...args: readonly string[]) => audit('report', ...args, '--db', db);
    for (const name of ['unusual', 'reviews']) {
      expect((await ask(name)).errors).toContain('NOT_COMPARED: the rows of 7 records');
      const complete = await ask(name, '--complete');
      expect([complete.status, complete.errors]).toEqual([0, says('COMPLETE: what records 0..6')]);
    }
    change('DELETE FROM events WHERE id = (SELECT min(id) FROM events)');
    const diverged = await ask('unusual', '--complete');
    expect([diverged.status, diverged.errors]).toEqual([1, says('INDEX_DIVERGED')]);
  });

  it('states whether records that the index has not read were read from the ledger or left out, and INCOMPLETE if unsigned', async () => {
    const later = join(directory.path, 'later');
    const path = join(later, 'audit.db');
    mkdirSync(later);
    const place = placeInFile(path);
    const record = accessRecord(['p1']);
    await append(place, later, [record]);
    await audit('reindex', '--db', path);
    await append(place, later, [record]);
    const ask = async (...args: readonly string[]) =>
      (await audit('report', ...args, '--db', path)).errors;
    const patient = ['patient', '--patient', 'p1'];
    const read = 'Records 5..8 were read from the ledger.';
    expect(await ask(...patient)).toContain(`is not noticed. ${read} Compare`);
    expect(await ask(...patient, '--complete')).toMatch(
      /^COMPLETE: what records 0\.\.4 .*\(1 event\)\. Records 5\.\.8 were read from the ledger\.\n/,
    );
    for (const name of ['unusual', 'reviews']) {
      const left = 'Records 5..8 were left out: the index has not read them yet.';
      expect(await ask(name)).toContain(left);
      expect(await ask(name, '--complete')).toContain(left);
    }
    // Nothing is known of a record that no key signed.
    await forgeBatch(place, [record], null);
    const { status, errors } = await audit('report', ...patient, '--db', path, '--complete');
    expect(status).toBe(1);
    expect(errors).not.toMatch(/^COMPLETE/m);
    expect(errors).toContain('INCOMPLETE: the index holds what the ledger says, but 1 record was');
  });

  it.each([
    [['--complete'], 'There is no report index to compare with.'],
    [['--index', 'none.index'], 'There is no report index at none.index.'],
    [['--db', exported, '--index', 'x'], 'An export has no report index'],
    [['--db', exported, '--complete'], 'There is no report index to compare with.'],
  ])('exits with 1 for %j if there is no index, and prints: %s', async (args, message) => {
    const { status, errors } = await report(...args);
    expect(status).toBe(1);
    expect(errors).toContain(message);
  });

  it('prints the rows of an export from its records, even if an index at the default path has other rows', async () => {
    const scanned = await report();
    await audit('reindex', '--db', db);
    change('DELETE FROM events');
    copyFileSync(index, `${exported}.index`);
    expect((await report()).output).not.toBe(scanned.output);
    expect(await report('--db', exported)).toEqual({
      status: 0,
      output: scanned.output,
      errors: expect.stringMatching(/^READ_FROM_LEDGER: 7 records, .*\n$/),
    });
  });
});

describe('a report index on PostgreSQL', () => {
  it('can be in the database of the ledger or in another one, and a login without rights to it reads the ledger', async () => {
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
      expect(scanned).toMatchObject({
        status: 0,
        errors: expect.stringMatching(/^READ_FROM_LEDGER/),
      });
      expect(scanned.output.split('\n')).toHaveLength(3);
      // A login that may not create a schema gets an error.
      expect((await audit('reindex', '--db', url(reader))).errors).toContain(
        'cannot be built (42501)',
      );
      expect(await audit('reindex', '--db', url(owner))).toMatchObject({ status: 0, errors: '' });
      expect((await by('--db', url(owner), '--complete')).errors).toMatch(/^COMPLETE/);
      // A login that may not read the index reads the ledger.
      expect(await by('--db', url(reader))).toEqual(scanned);
      const elsewhere = url(await server.createDatabase('elsewhere'));
      expect((await audit('reindex', '--db', url(reader), '--index', elsewhere)).status).toBe(0);
      expect(await by('--db', url(reader), '--index', elsewhere)).toMatchObject({
        output: scanned.output,
        errors: expect.stringMatching(/^NOT_COMPARED/),
      });
    } finally {
      await server.close();
    }
  });
});
