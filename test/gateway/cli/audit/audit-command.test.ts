import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const keyFile = join(directory.path, 'ledger.pub');
let publicKey = '';

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path));
  ({ publicKey } = ledger);
  writeFileSync(keyFile, `${publicKey}\n`);
  await ledger.append(accessRecord(['patient-1']));
  await ledger.append(accessRecord(['patient-2']));
  await ledger.close();
  for (const suffix of ['', '.guard']) copyFileSync(path + suffix, `${path}.good${suffix}`);
});
afterEach(() => {
  for (const suffix of ['', '.guard']) copyFileSync(`${path}.good${suffix}`, path + suffix);
});
afterAll(() => {
  directory.remove();
});

function audit(...args: readonly string[]) {
  return runAudit(args, { cwd: directory.path });
}

describe('audit verify', () => {
  it('exits with 0 for an unchanged ledger and prints the key, the covered records and the anchors', async () => {
    const { status, output, errors } = await audit('verify', '--db', path, '--key', keyFile);
    expect(errors).toBe('');
    expect(status).toBe(0);
    expect(output).toMatch(/^PASS\n/);
    expect(output).toContain(`key       ${publicKey} (pinned)`);
    expect(output).toContain('covered   6 of 6');
    expect(output).toMatch(/anchor {4}guard: 6 records, [0-9a-f]{64} \(agrees\)/);
  });

  it('accepts a key in place of its file, and prints the verdict as JSON', async () => {
    const { status, output } = await audit(
      'verify',
      '--db',
      path,
      '--key',
      publicKey,
      '--format',
      'json',
    );
    expect(status).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ result: 'PASS', size: 6, findings: [] });
  });

  it('exits with 1 and names the record if one byte of the file was flipped', async () => {
    const bytes = readFileSync(path);
    const at = bytes.indexOf('patient-2');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const { status, output } = await audit('verify', '--db', path);
    expect(status).toBe(1);
    expect(output).toMatch(
      /^FAIL\n {2}LEAF_MISMATCH: Record 4, in the batch at 4, was changed\.\n/,
    );
  });

  it('exits with 2 if neither a guard file nor --anchor states the size of the ledger, and with 0 with --anchor', async () => {
    rmSync(`${path}.guard`);
    expect(await audit('verify', '--db', path)).toMatchObject({ status: 2 });
    const anchored = await audit('verify', '--db', path, '--anchor', `${path}.good.guard`);
    expect(anchored).toMatchObject({ status: 0, errors: '' });
  });

  it.each([
    [
      ['--db', '/nonexistent/audit.db'],
      'phi-gateway: There is no audit ledger at /nonexistent/audit.db.\n',
    ],
    [[], 'phi-gateway: There is no audit ledger at .data/audit.db.\n'],
    [['--db', path, '--key', 'nonexistent'], 'phi-gateway: nonexistent cannot be read.\n'],
    [
      ['--db', path, '--key', 'a+b+c'],
      'phi-gateway: The public key is not of the form name+key id+key.\n',
    ],
    [['--db', path, '--anchor', 'nonexistent'], 'phi-gateway: nonexistent cannot be read.\n'],
  ])('exits with 3 and prints in one line why it cannot verify: %j', async (args, errors) => {
    expect(await audit('verify', ...args)).toEqual({ status: 3, output: '', errors });
  });

  it.each([
    ['verify', '--dbb', 'audit.db'],
    ['verify', 'audit.db'],
    ['backup', 'copy.db', '--dbb', 'audit.db'],
    ['backup'],
  ])(
    'exits with 3, not with the code of FAIL, for wrong arguments: audit %s %s %s',
    async (...args) => {
      const { status, output, errors } = await audit(...args);
      expect({ status, output }).toEqual({ status: 3, output: '' });
      expect(errors).toMatch(/^error: /);
    },
  );
});

describe('audit export', () => {
  it('writes a folder that report, and verify with --anchor, accept in place of the ledger', async () => {
    const target = join(directory.path, 'export');
    const { status, output, errors } = await audit('export', target, '--db', path);
    expect([status, errors]).toEqual([0, '']);
    expect(output).toMatch(/^Exported 6 records, root [0-9a-f]{64}\n$/);
    const anchor = ['--anchor', `${path}.guard`, '--key', publicKey];
    const verified = await audit('verify', '--db', target, ...anchor);
    expect(verified).toMatchObject({ status: 0, output: expect.stringMatching(/^PASS\n/) });
    expect((await audit('verify', '--db', target)).status).toBe(2);
    expect((await audit('report', '--db', target, '--patient', 'patient-1')).output).toContain(
      'patient-1',
    );
  });

  it('exits with 1 and an error for a folder that is not empty', async () => {
    const { status, errors } = await audit('export', directory.path, '--db', path);
    expect(status).toBe(1);
    expect(errors).toBe(
      `phi-gateway: ${directory.path} is not empty. Export to a new directory.\n`,
    );
  });
});

const BIDI = '\u202e';
/** As escaped in the JSON of a proof. */
const HOSTILE_PATIENT = String.raw`"patient":"p\u001b[2J\u009b2J\nPASS"`;
const PATIENT = ['--db', path, '--patient', 'patient-1'] as const;

describe('the audit commands prove, verify and report', () => {
  const file = join(directory.path, 'proof.json');

  it('prove writes a file that only its owner can read, and verify checks it without the ledger', async () => {
    const args = ['prove', '--db', path, '--patient', 'patient-1', '--out', file];
    const { status, output, errors } = await audit(...args);
    expect([status, errors]).toEqual([0, '']);
    expect(output).toMatch(/^1 record with proofs in .+ They name no other patient\.\n$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const verified = await audit('verify', '--proof', file, '--key', keyFile);
    expect(verified.status).toBe(0);
    expect(verified.output).toMatch(/^PASS\n/);
    expect(verified.output).toContain('proof     1 record of 6');
    expect(verified.output).toContain(
      'not excluded: Records about the patient may have been omitted',
    );
    expect((await audit('verify', '--proof', file, '--db', path)).output).not.toContain('omitted');
  });

  it('prove exits with 1 and leaves the file as it is if --out exists', async () => {
    writeFileSync(file, 'mine');
    const args = ['prove', '--db', path, '--patient', 'patient-1', '--out', file];
    expect(await audit(...args)).toMatchObject({
      status: 1,
      errors: expect.stringContaining('exists'),
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('verify exits with 1 for a malformed proof, and with 3 for a missing one, or with --anchor or --explained', async () => {
    writeFileSync(file, 'mine');
    const { status, output } = await audit('verify', '--proof', file, '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(output)).toMatchObject({ findings: [{ code: 'PROOF_MALFORMED' }] });
    expect((await audit('verify', '--proof', `${file}.none`)).status).toBe(3);
    for (const [flag, value] of [
      ['--anchor', file],
      ['--explained', '1-2'],
    ] as const)
      expect(await audit('verify', '--proof', file, flag, value)).toMatchObject({
        status: 3,
        errors: expect.stringMatching(/--explained and --certificate are for a ledger/),
      });
  });

  it.each([
    ['the patient', (text: string) => text.replace('"patient":"patient-1"', HOSTILE_PATIENT)],
    ['the ledger', (text: string) => text.replaceAll('gateway.test', `gateway.test${BIDI}`)],
    ['a note', (text: string) => text.replace('gateway.test/', String.raw`\u001b[2J/`)],
  ])(
    'verify exits with 1 and prints no control characters from the name of %s in a proof',
    async (_what, change) => {
      const hostile = join(directory.path, 'hostile.json');
      writeFileSync(hostile, change((await audit('report', 'proof', ...PATIENT)).output));
      const { status, output, errors } = await audit('verify', '--proof', hostile);
      expect(status).toBe(1);
      expect(output).toMatch(/^FAIL\n/);
      expect(output + errors).not.toMatch(/[^\P{C}\n]/u);
      expect(output).not.toMatch(/\nPASS/);
    },
  );

  it('report prints no control characters from its arguments', async () => {
    const { errors } = await audit('report', `\u001b[2J${BIDI}x`);
    expect(errors).toMatch(/^phi-gateway: There is no report \ufffd\[2J\ufffdx\./);
    expect(errors).not.toMatch(/[^\P{C}\n]/u);
  });

  it('prove writes a proof without records if no record is later than --since, and verify then exits with 2', async () => {
    const late = join(directory.path, 'late.json');
    const args = ['prove', '--db', path, '--patient', 'patient-1', '--since', '2999-01-01'];
    const { output, errors } = await audit(...args, '--out', late);
    expect(output).toMatch(/^0 records/);
    expect(errors).toBe('No record matches.\n');
    expect(await audit('verify', '--proof', late)).toMatchObject({ status: 2 });
  });
});

describe('audit backup', () => {
  it('copies and verifies the ledger, and exits with 3 if the target exists and with 2 without a guard file', async () => {
    const copy = join(directory.path, 'copy.db');
    const { status, output, errors } = await audit('backup', copy, '--db', path, '--key', keyFile);
    expect([status, errors]).toEqual([0, '']);
    expect(output).toMatch(/^PASS\n/);
    expect(output).toContain(`copy      ${copy}, its last checkpoint in ${copy}.checkpoint.`);
    const check = `phi-gateway audit verify --db ${copy} --anchor ${copy}.checkpoint`;
    expect(output).toContain(`Check the copy: ${check}\n`);
    expect((await audit('verify', '--db', copy, '--anchor', `${copy}.checkpoint`)).output).toMatch(
      /^PASS\n/,
    );
    const again = await audit('verify', '--db', copy, '--anchor', `${copy}.checkpoint`);
    expect(again.status).toBe(0);
    expect(await audit('backup', copy, '--db', path)).toMatchObject({
      status: 3,
      errors: expect.stringContaining('exists'),
    });
    const unguarded = await audit('backup', `${copy}.2`, '--db', path, '--guard', `${path}.none`);
    expect(unguarded.status).toBe(2);
  });

  it('exits with 3 for PostgreSQL and names pg_basebackup and pg_dump', async () => {
    const { status, errors } = await audit(
      'backup',
      'copy',
      '--db',
      'postgres://me@localhost/ledger',
    );
    expect(status).toBe(3);
    expect(errors).toMatch(/pg_basebackup with a WAL archive, or pg_dump/);
  });
});

describe('audit rotate-key', () => {
  it('retires the key and enrolls a new one, and the ledger verifies with the first key', async () => {
    const rotated = `${path}.rotated`;
    for (const suffix of ['', '.guard', '.key']) copyFileSync(path + suffix, rotated + suffix);
    const { status, output, errors } = await audit('rotate-key', '--db', rotated);
    expect(errors).toBe('');
    expect(status).toBe(0);
    expect(output).toContain(`Retired  ${publicKey}\nEnrolled gateway.test/ledger+`);
    const verified = await audit('verify', '--db', rotated, '--key', keyFile);
    expect(verified.status).toBe(0);
    expect(verified.output).toContain(`key       ${publicKey} (pinned, retired at record 9)`);
  });

  it.each([
    [['--db', 'nonexistent.db'], 'There is no audit ledger at nonexistent.db.'],
    [['--db', 'postgres://u@127.0.0.1/d'], 'needs --key and --guard'],
  ])('exits with 1 and prints why it cannot rotate the key: %j', async (args, errors) => {
    const refused = await audit('rotate-key', ...args);
    expect(refused).toMatchObject({ status: 1, output: '' });
    expect(refused.errors).toContain(errors);
  });
});

describe('audit report', () => {
  it('prints only the accesses to the patient, as a table by default, and READ_FROM_LEDGER on stderr', async () => {
    const { status, output, errors } = await audit(
      'report',
      '--db',
      path,
      '--patient',
      'patient-1',
    );
    expect(errors).toBe(
      `READ_FROM_LEDGER: 6 records, each of them read from the ledger itself. Whether they are as they were written: phi-gateway audit verify --db ${path}\n`,
    );
    expect(status).toBe(0);
    expect(output).toContain('Patient.ssn (full, SSN)');
    expect(output).toContain('1 row\n');
    expect(output).not.toContain('patient-2');
  });

  it('prints the rows of a period as JSON or CSV', async () => {
    const actor = ['report', '--db', path, '--actor', 'physician-7'];
    const json = await audit(...actor, '--format', 'json', '--since', '2020-01-01');
    expect(JSON.parse(json.output)).toHaveLength(2);
    const csv = await audit(...actor, '--format', 'csv', '--until', '2020-12-31T23:59:59+01:00');
    expect(csv.output).toBe(
      'leaf,time,actor,issuer,roles,relation,patient,records,coordinates,operation,outcome\n',
    );
  });

  it('lists its reports with --help, and prints the reports changes and unknown-outcome by name', async () => {
    const { output } = await audit('report', '--help');
    for (const name of ['patient', 'unknown-outcome', 'changes', 'readers', 'certificate'])
      expect(output).toMatch(new RegExp(`^  ${name} +[A-Z].*\\.$`, 'm'));
    const changes = await audit('report', 'changes', '--db', path, '--format', 'csv');
    expect(changes).toMatchObject({
      status: 0,
      errors: expect.stringMatching(/^READ_FROM_LEDGER: \d+ records, /),
    });
    expect(changes.output).toMatch(/log\.key\.enrolled,gateway-1,,Key \S+ was enrolled\.\n/);
    const unknown = await audit('report', 'unknown-outcome', '--db', path);
    expect(unknown.output).toContain('0 rows\n');
  });

  it('sorts with --sort, filters with other flags, and fits a table into --width by leaving out columns, which it names', async () => {
    const json = async (...args: readonly string[]) =>
      (
        JSON.parse(
          (await audit('report', 'all', '--db', path, '--format', 'json', ...args)).output,
        ) as {
          readonly leaf: number;
        }[]
      ).map(({ leaf }) => leaf);
    expect(await json('--sort', 'patient:desc')).toEqual([4, 3]);
    expect(await json('--sort', 'patient')).toEqual([3, 4]);
    expect(await json('--category', 'SSN', '--no-denied')).toEqual([3, 4]);
    expect(await json('--relation', 'care-team')).toEqual([]);
    expect(await json('--field', 'Patient.ssn', '--patient', 'patient-2')).toEqual([4]);
    const lines = (await audit('report', 'all', '--db', path, '--width', '100')).output.split('\n');
    const widths = new Set(lines.slice(0, -2).map((line) => line.length));
    expect(widths.size).toBe(1);
    expect(Math.max(...widths)).toBeLessThanOrEqual(100);
    expect(lines.at(-2)).toBe(
      '2 rows; no room for event, roles, operation, records: give more --width, or --format csv',
    );
    expect(lines.join('')).toMatch(/\d{4}-\d\d-\d\d \d/);
  });

  it('prints a certificate, and a proof that audit verify accepts', async () => {
    const page = await audit('report', 'certificate', '--db', path, '--format', 'html');
    expect(page.output).toContain('<p class="result">PASS</p>');
    expect((await audit('report', 'certificate', '--db', path)).output).toMatch(/^PASS\n/);
    const { output } = await audit('report', 'proof', '--db', path, '--patient', 'patient-1');
    const file = join(directory.path, 'reported-proof.json');
    writeFileSync(file, output);
    expect(await audit('verify', '--proof', file)).toMatchObject({ status: 0 });
  });

  it('exits with 1, leaves out a record that was changed, and prints the index of the record', async () => {
    const bytes = readFileSync(path);
    bytes.write('x', bytes.indexOf('patient-2'));
    writeFileSync(path, bytes);
    const { status, output, errors } = await audit(
      'report',
      '--db',
      path,
      '--field',
      'Patient.ssn',
    );
    expect(output).toContain('1 row\n');
    expect(status).toBe(1);
    expect(errors).toMatch(
      /^phi-gateway: 1 record was changed, .* \(4\)\. Run: phi-gateway audit verify/m,
    );
  });

  it.each([
    [[], /^phi-gateway: Name a report: patient, actor, field, .* proof, unusual, reviews\.\n$/],
    [['nothing'], /^phi-gateway: There is no report nothing\. Name one of these: patient,/],
    [['actor'], 'phi-gateway: The report actor needs --actor.\n'],
    [['readers', '--kind', 'access'], /does not take --kind\.\n$/],
    [['denied', '--no-denied'], /does not take --no-denied\.\n$/],
    [['all', '--rule', 'SELF', '--verdict', 'x'], /does not take --rule, --verdict\.\n$/],
    [['all', '--outcome', 'maybe'], /^phi-gateway: --outcome is one of permit, partial, deny,/],
    [['all', '--kind', 'log.start'], /^phi-gateway: --kind is one of access, denial,/],
    [['all', '--category', 'NOPE'], /^phi-gateway: --category is one of /],
    [['all', '--since', '2026-01-02', '--until', '2026-01-01'], /--since is after --until\.\n$/],
    [['changes', '--index', 'x'], /reads the ledger itself/],
    [['denied', '--sort', 'note'], /^phi-gateway: --sort takes a column/],
    [['denied', '--width', '9'], /^phi-gateway: --width takes a number of columns/],
    [['denied', '--format', 'csv', '--width', '80'], /^phi-gateway: --width is for tables/],
    [['certificate', '--width', '80'], /^phi-gateway: The report certificate is not a table/],
    [['denied', '--patient-system', 'urn:x'], /^phi-gateway: --patient-system is for FHIR/],
    [['disclosures', '--patient', 'p', '--sort', 'time'], /is not sorted\.\n$/],
    [['--denied', '--actor', 'a'], /^phi-gateway: Name a report:/],
    [['--denied', '--since', 'yesterday'], /^phi-gateway: yesterday is not a date\./],
    [['--denied', '--until', '2026-02-30'], /^phi-gateway: 2026-02-30 is not a date\./],
    [
      ['--denied', '--format', 'xml'],
      /^error: option '--format <format>' argument 'xml' is invalid/,
    ],
    [
      ['--denied', '--db', '/nonexistent/a.db'],
      'phi-gateway: There is no audit ledger at /nonexistent/a.db.\n',
    ],
  ])(
    'exits with 1 and prints in one line what is wrong with its arguments: %j',
    async (args, message) => {
      const { status, output, errors } = await audit('report', '--db', path, ...args);
      expect(status).toBe(1);
      expect(output).toBe('');
      expect(errors).toMatch(message);
      expect(errors.trimEnd().split('\n')).toHaveLength(1);
    },
  );

  it('exits with 3 for a file that is not a ledger', async () => {
    const errors = `phi-gateway: ${keyFile} is not an audit ledger.\n`;
    expect(await audit('report', '--denied', '--db', keyFile)).toEqual({
      status: 3,
      output: '',
      errors,
    });
  });
});
