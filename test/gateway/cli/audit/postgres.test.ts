import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  ledgerOptions,
} from '../../audit/sample.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { placeOnServer, type Place } from '../../audit/stores.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { sharedPostgres, type SharedPostgres } from '../../../support/shared-postgres.ts';

const directory = createDirectory();
let server: SharedPostgres;
let place: Place;
let url = '';
let publicKey = '';
const guard = `${directory.path}/audit.db.guard`;

beforeAll(async () => {
  server = await sharedPostgres();
  const logins = await server.createLedger('cli');
  place = placeOnServer(logins);
  url = `postgres://auditor@127.0.0.1:${server.port}/${logins.reader.database}`;
  const ledger = await openLedger(ledgerOptions(directory.path, { location: place.location }));
  ({ publicKey } = ledger);
  const opening = commitTo('unconscious', 'ab'.repeat(32));
  await ledger.append(accessRecord(['patient-1']));
  await ledger.append(accessRecord(['patient-2']));
  await ledger.append(breakGlassRecord(opening, 'patient-3'), opening);
  await ledger.close();
});
afterAll(async () => {
  await server.close();
  directory.remove();
});

function audit(...args: readonly string[]) {
  return runAudit(args, { cwd: directory.path, environment: { PGPASSWORD: 'secret' } });
}

function swap(leaves: Buffer) {
  return Buffer.from(leaves.toString('latin1').replace('patient-1', 'patient-9'), 'latin1');
}

describe('on a PostgreSQL ledger, the command phi-gateway audit', () => {
  it('verify prints PASS with a guard file, and exits with 2 and NO_CHECKPOINT without one', async () => {
    const { status, output, errors } = await audit(
      'verify',
      '--db',
      url,
      '--key',
      publicKey,
      '--guard',
      guard,
    );
    expect(errors).toBe('');
    expect(status).toBe(0);
    expect(output).toMatch(/^PASS\n/);
    expect(output).toContain('covered   7 of 7');
    const alone = await audit('verify', '--db', url);
    expect([alone.status, alone.output.split('\n')[1]]).toEqual([
      2,
      '  NO_CHECKPOINT: No remembered checkpoint shows how long the ledger should be. Give one: --anchor FILE or --guard FILE.',
    ]);
  });

  it('verify prints FAIL with LEAF_MISMATCH or ROLLBACK, and report exits with 1, after records were changed or removed', async () => {
    const batches = await place.batches();
    await place.replaceBatches(batches.map((batch) => ({ ...batch, leaves: swap(batch.leaves) })));
    const changed = await audit('verify', '--db', url, '--guard', guard);
    expect([changed.status, changed.output]).toEqual([
      1,
      expect.stringMatching(
        /^FAIL\n {2}LEAF_MISMATCH: Record 3, in the batch at 3, was changed\.\n/,
      ),
    ]);
    const report = await audit('report', '--db', url, '--patient', 'patient-9');
    expect(report).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/1 record was changed, .*--db postgres:\/\/auditor@127.0.0.1:/),
    });
    await place.replaceBatches(batches.slice(0, -1));
    expect((await audit('verify', '--db', url, '--guard', guard)).output).toMatch(
      /^FAIL\n {2}ROLLBACK/,
    );
    await place.replaceBatches(batches);
  });

  it('report prints the accesses to a patient and the reasons of break-glass', async () => {
    const seen = await audit('report', '--db', url, '--patient', 'patient-2', '--format', 'json');
    expect(JSON.parse(seen.output)).toMatchObject([{ leaf: 4, patient: 'patient-2' }]);
    const broken = await audit('report', '--db', url, '--break-glass', '--format', 'json');
    expect(JSON.parse(broken.output)).toMatchObject([{ breakGlass: { reason: 'unconscious' } }]);
  });

  it('migrate creates the tables, and prints "Up to date." when it runs again', async () => {
    const { database } = await server.createDatabase('fresh');
    const owner = `postgres://postgres@127.0.0.1:${server.port}/${database}`;
    expect(await audit('migrate', '--db', owner)).toEqual({
      status: 0,
      output: 'Done: 0001-ledger, 0002-identities, 0003-appends, 0004-key-batches, 0005-sizes.\n',
      errors: '',
    });
    expect((await audit('migrate', '--db', owner)).output).toBe('Up to date.\n');
  });

  it.each([
    [['verify', '--db', 'mysql://a@b/c'], 3, /^phi-gateway: --db must be postgres:/],
    [
      ['verify', '--db', 'postgres://a@127.0.0.1:1/x'],
      3,
      /cannot be reached \(ECONNREFUSED\)\. No server answers: .*\n$/,
    ],
    [['report', '--denied', '--db', 'postgres://a@db.example/x?sslmode=prefer'], 1, /accepts any/],
    [['migrate', '--db', 'audit.db'], 1, /A SQLite file needs no migration/],
  ] as const)(
    'for %j exits with %s and one error line that matches %s',
    async (args, code, message) => {
      const { status, errors } = await audit(...args);
      expect([status, errors]).toEqual([code, expect.stringMatching(message)]);
      expect(errors.trimEnd().split('\n')).toHaveLength(1);
    },
  );
});
