import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { openWritable } from '../../../../../gateway/audit/store/sqlite/sqlite.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { placeInFile } from '../../../audit/stores.ts';
import { clockAt } from '../../../reports/index/places.ts';
import { runAudit } from '../../../../support/run-audit.ts';
import { DAY, DAYS, writeDays } from '../../../reports/surveillance/sample-days.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';

const directory = createDirectory();
const db = join(directory.path, 'audit.db');
let caseId = '';
const SINCE = new Date(DAY - DAY_MS).toISOString();

function audit(...args: readonly string[]) {
  return runAudit(args, { cwd: directory.path });
}

const unusual = (...args: readonly string[]) =>
  audit('report', 'unusual', '--db', db, '--since', SINCE, '--format', 'csv', ...args);

beforeAll(async () => {
  const { indexOf } = await writeDays(placeInFile(db), directory.path);
  const start = DAYS.find(({ record }) => record.kind === 'breakglass.start');
  caseId = `${start === undefined ? '' : indexOf(start)}-0`;
  const ledger = await openLedger(ledgerOptions(directory.path, { now: clockAt(DAY + DAY_MS) }));
  const opening = commitTo('=He was the ward round.', 'cd'.repeat(32));
  await ledger.append(
    accessRecord([], {
      kind: 'review',
      accesses: [],
      operation: null,
      patients: ['broken'],
      details: {
        case: caseId,
        concerns: 'record',
        subject: 'physician-7',
        day: '2026-02-11',
        rules: 'BREAK_GLASS',
        verdict: 'APPROPRIATE',
        covers: 9_999,
        reasonCommitment: opening.commitment,
      },
      actor: {
        issuer: 'https://idp.test',
        subject: 'olga',
        name: null,
        roles: ['auditor'],
        organization: null,
        purpose: null,
        tokenId: null,
        authMethods: [],
      },
    }),
    opening,
  );
  await ledger.close();
  const location = { kind: 'sqlite', path: db } as const;
  const reader = await openReader(location);
  await rebuildIndex({ kind: 'sqlite', path: `${db}.index` }, reader, {
    onProgress: () => undefined,
  });
  await reader.close();
});
afterAll(() => {
  directory.remove();
});

describe('the command audit report', () => {
  it('lists unusual accesses by the rules that need only the ledger, and names the rules that it could not apply', async () => {
    const { status, output, errors } = await unusual();
    expect(status).toBe(0);
    const rows = output.trim().split('\n');
    expect(rows[0]).toBe(
      'case,state,score,assignee,assigneeIssuer,due,day,actor,issuer,roles,patient,since,until,events,reasons,suppressions,leaves',
    );
    const [day, issuer] = ['2026-02-11', 'https://idp.test'];
    expect(rows.slice(1).map((row) => row.split(',').slice(1, 11))).toEqual([
      ['OPEN', '10', '', '', '', day, 'nina', issuer, 'nurse', 's1'],
      ['CLOSED', '50', '', '', '', day, 'physician-7', issuer, 'nurse physician', 'broken'],
      ['OPEN', '40', '', '', '', day, 'nina', issuer, 'nurse', ''],
    ]);
    expect(rows[3]).toMatch(/VOLUME: 11 patients in one hour\. .* \(2026-02-11T14:00:00\.000Z\)/);
    expect(errors).toContain('13 of 19 rules need a gateway');
  });

  it('filters unusual accesses by --rule and --state, and exits with 1 for an unknown rule and for --rule in report all', async () => {
    expect((await unusual('--rule', 'VOLUME')).output.trim().split('\n')).toHaveLength(2);
    expect((await unusual('--state', 'CLOSED')).output).toMatch(/BREAK_GLASS/);
    expect((await unusual('--state', 'REOPENED')).output.trim().split('\n')).toHaveLength(1);
    expect(await unusual('--rule', 'NIGHT')).toMatchObject({ status: 1, output: '' });
    expect((await audit('report', 'all', '--db', db, '--rule', 'SELF')).status).toBe(1);
  });

  it.each([
    [
      ['unusual', '--outcome', 'deny', '--no-denied', '--complete'],
      /unusual does not take --outcome, --no-denied\./,
    ],
    [['unusual', '--verdict', 'VIOLATION'], /does not take --verdict\./],
    [['reviews', '--state', 'OPEN', '--leaf', '4'], /does not take --state, --leaf\./],
    [['reviews', '--verdict', 'GOOD'], /--verdict is one of APPROPRIATE,/],
    [['reviews', '--since', '2026-03-02', '--until', '2026-03-01'], /--since is after --until\./],
    [
      ['unusual', '--leaf', 'x', '--sort', 'note'],
      /--leaf takes a whole number from 0 to 2147483647\.\n.*--sort takes/,
    ],
    [['all', '--first-leaf', '999999999999999'], /--first-leaf takes a whole number from 0 to/],
    [
      ['reviews', '--day', '2026-02-30', '--case', 'the first'],
      /--case takes the id of a case such as 1234-0\.\n.*--day takes a day such as 2026-01-31\./,
    ],
    [
      ['unusual', '--since', '2020-01-01', '--until', '2026-01-01'],
      /unusual is of at most 366 days\.\n$/,
    ],
    [['changes', '--kind', 'access'], /--kind is one of log\.start,/],
    [
      ['field', '--field', 'Patient.ssn', '--least-records', '2', '--relation', 'self'],
      /field does not take --relation, --least-records\./,
    ],
  ])(
    'exits with 1 for options that the report does not support and for invalid values: %j',
    async (args, problem) => {
      const { status, output, errors } = await audit('report', ...args, '--db', db);
      expect({ status, output }).toEqual({ status: 1, output: '' });
      expect(errors).toMatch(problem);
    },
  );

  it('filters reviews of unusual accesses by reviewer, verdict, patient, rule and actor', async () => {
    expect(await countReviews('--reviewer', 'olga')).toBeGreaterThan(0);
    expect(await countReviews('--reviewer', 'physician-7')).toBe(0);
    expect(await countReviews('--verdict', 'APPROPRIATE')).toBeGreaterThan(0);
    expect(await countReviews('--verdict', 'VIOLATION')).toBe(0);
    expect(await countReviews('--patient', 'nobody')).toBe(0);
    expect(await countReviews('--rule', 'BREAK_GLASS', '--actor', 'physician-7')).toBeGreaterThan(
      0,
    );
  });

  it('exits with 1 and leaves the row out of report unusual if the ledger does not prove a row of the index', async () => {
    const index = openWritable(`${db}.index`);
    index.exec('UPDATE events SET records = 5 WHERE grant_id IS NOT NULL');
    index.close();
    const { status, output, errors } = await unusual();
    expect(status).toBe(1);
    expect(output).not.toContain('BREAK_GLASS');
    expect(errors).toContain('Run: phi-gateway audit reindex');
  });
});

describe('the command audit report reviews', () => {
  it('prints the reviews with their notes as CSV with spreadsheet formulas escaped, as JSON and as a table', async () => {
    const { output, status } = await audit('report', 'reviews', '--db', db, '--format', 'csv');
    expect(status).toBe(0);
    expect(output).toContain(
      `olga,https://idp.test,APPROPRIATE,,,,'=He was the ward round.,,${caseId},physician-7,,broken`,
    );
    const json = (await audit('report', 'reviews', '--db', db, '--format', 'json')).output;
    expect(JSON.parse(json)).toHaveLength(1);
    expect((await audit('report', 'reviews', '--db', db)).output).toContain('1 row');
  });
});

/** The number of reviews that the options select. */
async function countReviews(...args: readonly string[]): Promise<number> {
  const { output } = await audit('report', 'reviews', '--db', db, '--format', 'csv', ...args);
  return output.trim().split('\n').length - 1;
}
