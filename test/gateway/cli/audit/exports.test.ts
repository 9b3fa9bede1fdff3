import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { findProfileFaults } from '../../../support/fhir/find-profile-faults.ts';
import { findR4Faults } from '../../../support/fhir/is-r4.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { ENTERED, entered } from '../../reports/accounting/sample-disclosure.ts';

/** The look-back period of the law ends today, but this test uses fixed dates. */
const UNTIL = ['--until', '2025-12-31'];

const directory = createDirectory();
const path = join(directory.path, 'audit.db');

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path, { now: () => ENTERED }));
  const treatment = accessRecord(['p1']);
  const { actor } = treatment;
  const { record, opening } = entered();
  await ledger.append(accessRecord(['p1', 'p2']));
  await ledger.append({ ...treatment, actor: actor && { ...actor, purpose: 'TREAT' } });
  await ledger.append(record, opening);
  await ledger.append(accessRecord(['p1']));
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
  return runAudit([...args, '--db', path], { cwd: directory.path });
}

function disclosures(...args: readonly string[]) {
  const until = args.includes('--until') ? [] : UNTIL;
  return audit('report', '--disclosures', '--patient', 'p1', ...until, ...args);
}

/** Changes a byte of the first record in every place of the file. */
function damage(): void {
  const bytes = readFileSync(path);
  for (let at = bytes.indexOf('"p2"'); at !== -1; at = bytes.indexOf('"p2"', at + 1))
    bytes[at + 1] = 0x71;
  writeFileSync(path, bytes);
}

describe('audit report --format fhir', () => {
  it('writes a valid FHIR bundle with the events of one patient and their positions in the ledger', async () => {
    const { status, output, errors } = await audit('report', '--patient', 'p1', '--format', 'fhir');
    expect([status, errors]).toEqual([0, expect.stringMatching(/^READ_FROM_LEDGER: .*\n$/)]);
    const bundle = JSON.parse(output) as {
      readonly resourceType: string;
      readonly entry: readonly { readonly resource: { readonly resourceType: string } }[];
    };
    expect(findR4Faults(bundle)).toEqual([]);
    expect(bundle.entry.flatMap(({ resource }) => findProfileFaults(resource))).toEqual([]);
    expect(bundle.entry).toHaveLength(4);
    expect(output).not.toContain('"p2"');
    for (const index of [3, 4, 5, 6])
      expect(output).toContain(`{"url":"index","valueString":"${index}"}`);
    expect(output).toContain('gateway.test/ledger');
  });

  it('writes one event per line with fhir-ndjson, and nothing for a period without events', async () => {
    const whole = await audit('report', '--patient', 'p1', '--format', 'fhir-ndjson');
    expect(whole.output.trim().split('\n')).toHaveLength(4);
    const none = ['--until', '2020-01-01', '--format', 'fhir-ndjson'];
    expect(await audit('report', '--patient', 'p1', ...none)).toMatchObject({
      status: 0,
      output: '',
    });
  });

  it('writes the reports on all accesses, with the given --patient-system, and on denials', async () => {
    const system = ['--patient-system', 'urn:oid:1.2.3'];
    const all = await audit('report', 'all', '--kind', 'access', '--format', 'fhir', ...system);
    const bundle = JSON.parse(all.output) as { readonly entry: readonly { resource: object }[] };
    // Three records, one of which is about two patients.
    expect(bundle.entry).toHaveLength(4);
    expect(JSON.stringify(bundle.entry[0])).toContain('urn:oid:1.2.3');
    const denied = await audit('report', '--denied', '--format', 'fhir');
    expect([denied.status, JSON.parse(denied.output)]).toMatchObject([0, { type: 'collection' }]);
  });

  it('exits with status 1 and omits a record that was changed', async () => {
    damage();
    const { status, output, errors } = await audit('report', '--patient', 'p1', '--format', 'fhir');
    expect(status).toBe(1);
    expect(errors).toContain(
      '1 record was changed, is malformed, or is not signed with a key of the ledger, and the report omits it (3)',
    );
    expect((JSON.parse(output) as { readonly entry: unknown[] }).entry).toHaveLength(3);
  });
});

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('audit report --disclosures', () => {
  it('prints a table, CSV, JSON or an HTML page', async () => {
    expect((await disclosures()).output).toContain('Left out: 1 for treatment');
    const lines = (await disclosures('--width', '80')).output.split('\n');
    const ruled = lines.filter((line) => /^[┌│├└]/.test(line));
    expect(Math.max(...ruled.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(ruled.length).toBeGreaterThan(5);
    expect(lines.join(' ')).toContain('no room for');
    const csv = (await disclosures('--format', 'csv')).output;
    expect(csv).toMatch(
      /^date,recipient,issuer,address,description,purpose,basis,count,last,all,leaves\n/,
    );
    expect(csv).toContain('County health department,,1 Main Street');
    expect(JSON.parse((await disclosures('--format', 'json')).output)).toMatchObject({
      patient: 'p1',
      entries: [
        { recipient: 'County health department', leaves: [5] },
        { recipient: 'Physician Seven (physician-7)', series: { count: 2 }, leaves: [3, 6] },
      ],
      leftOut: { treatment: 1 },
      ledger: { origin: 'gateway.test/ledger', size: 8 },
      damaged: [],
    });
    const period = ['--since', '2025-01-01', '--until', '2026-06-30T12:00:00Z'];
    expect(JSON.parse((await disclosures('--format', 'json', ...period)).output)).toMatchObject({
      since: '2025-01-01T00:00:00.000Z',
      until: '2026-06-30T12:00:00.000Z',
      ledger: { begins: expect.stringMatching(ISO), ends: expect.stringMatching(ISO) },
      at: expect.stringMatching(ISO),
    });
    expect((await disclosures('--format', 'html')).output).toMatch(/^<!doctype html>\n/);
    expect((await disclosures('--format', 'pdf')).output).toMatch(/^%PDF-1\.7\n/);
    const access = await audit('report', 'access-report', '--patient', 'p1', '--db', path);
    expect(access.output).toContain('Physician Seven, physician');
  });

  it('refuses a period of more than six years, or one that ends before it begins, with status 1', async () => {
    const { status, errors } = await disclosures('--since', '2015-01-01', '--until', '2025-06-30');
    expect(status).toBe(1);
    expect(errors).toContain('Give --since 2019-06-30 or later.');
    expect((await disclosures('--since', '2019-06-30', '--until', '2025-06-30')).status).toBe(0);
    expect((await disclosures('--since', '2025-07-01', '--until', '2025-06-30')).status).toBe(1);
  });

  it('exits with status 1 and states on the HTML page that it is not complete if a record was changed', async () => {
    damage();
    const { status, output } = await disclosures('--format', 'html');
    expect(status).toBe(1);
    expect(output).toContain('This letter is not complete');
  });

  it.each([
    [['--disclosures', '--actor', 'x'], 'Name a report:'],
    [['--disclosures'], 'The report disclosures needs --patient.'],
    [
      ['--disclosures', '--patient', 'p1', '--format', 'fhir'],
      'The report disclosures takes --format table, html, pdf, csv, json.',
    ],
    [
      ['--patient', 'p1', '--format', 'html'],
      'The report patient takes --format table, csv, ndjson, json, fhir, fhir-ndjson.',
    ],
  ])('refuses the arguments %j with status 1: %s', async (args, problem) => {
    const { status, errors } = await audit('report', ...args);
    expect(status).toBe(1);
    expect(errors).toContain(problem);
  });
});

describe('audit verify --certificate', () => {
  const out = join(directory.path, 'certificate.html');

  it('writes the verdict to a file that only its owner can read, and refuses a file that exists with status 3', async () => {
    const { status, output } = await audit('verify', '--certificate', out);
    expect(status).toBe(0);
    expect(output).toMatch(/^PASS\n/);
    const page = readFileSync(out, 'utf8');
    expect(page).toContain('<p class="result">PASS</p>');
    expect(page).toContain('gateway.test/ledger');
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(await audit('verify', '--certificate', out)).toMatchObject({
      status: 3,
      errors: `phi-gateway: ${out} exists. Choose another name.\n`,
    });
  });

  it('writes FAIL and the finding LEAF_MISMATCH if a record was changed', async () => {
    damage();
    const failed = join(directory.path, 'failed.html');
    expect((await audit('verify', '--certificate', failed)).status).toBe(1);
    const page = readFileSync(failed, 'utf8');
    expect(page).toContain('<p class="result">FAIL</p>');
    expect(page).toContain('LEAF_MISMATCH');
  });

  it('is refused together with --proof, with status 3, and writes no file', async () => {
    const none = join(directory.path, 'none.html');
    expect((await audit('verify', '--proof', out, '--certificate', none)).status).toBe(3);
    expect(existsSync(none)).toBe(false);
  });
});
