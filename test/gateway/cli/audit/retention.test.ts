import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INVALID_PATIENT_ID } from '../../../../gateway/pipeline/limits/assert-named-patients.ts';
import {
  createOldLedger,
  patients,
  type OldLedger,
} from '../../audit/maintain/retain/old-ledger.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { STORES } from '../../audit/stores.ts';

const SQLITE = STORES.find(({ name }) => name === 'SQLite');

let ledger: OldLedger;
beforeAll(async () => {
  if (SQLITE === undefined) throw new Error('There is no SQLite among the stores.');
  ledger = await createOldLedger(SQLITE);
  await ledger.write('2017-03-01', patients('a', 600));
});
afterAll(() => {
  ledger.remove();
});

function audit(...args: readonly string[]) {
  const { location } = ledger.place;
  const db = location.kind === 'sqlite' ? location.path : '';
  return runAudit([...args, '--db', db]);
}

describe('the commands audit hold and audit prune', () => {
  it('keep a record while it is on hold, and prune it after the hold is released', async () => {
    const placed = await audit('hold', 'place', '--patient', 'a-9', '--reason', 'Case 12');
    expect(placed.errors).toBe('');
    const [, id = ''] =
      /^Hold (\S+) is placed, as record 605\. It protects 1 record now\.\n$/.exec(placed.output) ??
      [];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);

    const listed = await audit('hold', 'list');
    expect(listed.output).toContain('Case 12');
    expect(listed.output).toContain('a-9');
    expect(listed.output).toMatch(/1 open hold\n$/);

    expect(await audit('prune', '--dry-run')).toMatchObject({
      status: 1,
      errors: expect.stringMatching(/nothing else supports a time later than 2017-.*--as-of DATE/),
    });
    const asOf = ['--as-of', '2026-06-01'];
    const planned = await audit('prune', '--dry-run', ...asOf);
    expect(planned.status).toBe(0);
    expect(planned.output).toBe(
      [
        'would go  records 256-511 (256 bodies)',
        'as of     2026-06-01T00:00:00.000Z',
        'retention 6 years',
        `stays     0-255: record 12, by the hold ${id}`,
        '',
      ].join('\n'),
    );
    const json: unknown = JSON.parse(
      (await audit('prune', '--dry-run', '--format', 'json', ...asOf)).output,
    );
    expect(json).toMatchObject({
      ranges: [[256, 511]],
      bodies: 256,
      keepers: [{ tile: 0, records: [0, 255], leaf: 12, until: null, hold: id }],
    });

    expect((await audit('hold', 'release', id, '--reason', 'closed')).output).toMatch(
      /is released/,
    );
    const pruned = await audit('prune', ...asOf);
    expect(pruned.errors).toBe('');
    expect(pruned.output).toMatch(/^pruned {4}records 0-511 \(509 bodies\)\n/);
    expect(pruned.output).toMatch(/509 bodies were deleted; their hashes stay\.\n$/);

    const verified = await audit('verify', '--key', ledger.publicKey);
    expect(verified.status).toBe(0);
    expect(verified.output).toMatch(
      /pruned {4}0-511 by record \d+: 509 bodies, kept for 6 years\n/,
    );
    expect(verified.output).toContain('only its signer confirms that they were old enough');
    const report = await audit('report', '--patient', 'a-9');
    expect(report.status).toBe(0);
    expect(report.errors).toContain('Records 0-511 were pruned');
    expect(report.output).toContain('0 rows');
  });

  it('advise to check the patient id if a hold is placed that protects no record', async () => {
    const { status, output } = await audit(
      'hold',
      'place',
      '--patient',
      'a-nine',
      '--reason',
      'Case 13',
    );
    expect(status).toBe(0);
    expect(output).toMatch(/It protects 0 records now\.\nNo record .* Check the id\.\n$/);
  });

  it('refuse a hold with missing or invalid options, and state what is required', async () => {
    expect((await audit('hold', 'place', '--reason', 'x')).errors).toContain(
      'Give at least one of --patient',
    );
    expect(await audit('hold', 'place', '--patient', 'p', '--reason', ' ')).toMatchObject({
      status: 1,
      errors: 'phi-gateway: --reason must give a reason.\n',
    });
    const order = ['--from', '2020-01-02', '--until', '2020-01-01', '--reason', 'x'];
    expect((await audit('hold', 'place', ...order)).errors).toContain('--from is after --until');
    expect(await audit('hold', 'release', 'nobody', '--reason', 'x')).toMatchObject({
      status: 1,
      errors: expect.stringContaining('phi-gateway audit hold list --db '),
    });
  });
});

describe('audit disclose', () => {
  const flags = {
    '--patient': 'a-9',
    '--date': '2026-03-04',
    '--recipient': 'State Health Department',
    '--description': 'Immunisation history',
    '--purpose': 'Disease registry',
    '--by': 'records office',
  };
  const disclose = (changes: Partial<typeof flags> & Record<string, string> = {}) =>
    audit('disclose', ...Object.entries({ ...flags, ...changes }).flat());

  it('records a disclosure, which the accounting then lists', async () => {
    const { status, output, errors } = await disclose({
      '--purpose-of-use': 'PUBHLTH',
      '--basis': '164.512(b)(1)',
    });
    expect(errors).toBe('');
    expect(status).toBe(0);
    expect(output).toMatch(/^Recorded as record \d+\.\n$/);
    const account = await audit('report', '--disclosures', '--patient', 'a-9', '--format', 'csv');
    expect(account.output).toContain('State Health Department');
    expect(account.output).toContain('Immunisation history');
    expect((await audit('verify', '--key', ledger.publicKey)).status).toBe(0);
  });

  it('exits with status 1 and lists all missing and invalid values of a disclosure at once', async () => {
    const { status, errors } = await disclose({ '--recipient': ' ', '--purpose-of-use': 'NOSUCH' });
    expect(status).toBe(1);
    expect(errors).toBe(
      [
        'phi-gateway: recipient is empty.',
        'phi-gateway: purposeOfUse is a code of v3-PurposeOfUse, such as PUBHLTH.',
        '',
      ].join('\n'),
    );
    expect((await disclose({ '--by': '' })).errors).toContain('--by must name the person');
  });

  describe('given a patient id', () => {
    const folder = mkdtempSync(join(tmpdir(), 'phi-disclose-'));
    const config = join(folder, 'phi.yaml');
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    const configured = (patientIds: string) => {
      // The rest of the configuration need not be valid: neither its files nor its variables.
      writeFileSync(
        config,
        `identity: { issuers: [{ jwks: gone.json }], patientIds: ${patientIds} }\naudit: { key: "\${NOT_SET}" }\n`,
      );
      return { '--config': config };
    };

    it.each(['a-9 ', '\u00a0a-9', 'cafe\u0301', 'a'.repeat(129)])(
      'exits with status 1 and does not correct the id if it is too long or not in canonical form: %j',
      async (patient) => {
        const { status, errors } = await disclose({ '--patient': patient });
        expect([status, errors]).toEqual([1, `phi-gateway: ${INVALID_PATIENT_ID}\n`]);
      },
    );

    it('exits with status 1 if the id does not match the pattern in the --config file, and accepts the id without --config', async () => {
      const pattern = configured('{ pattern: "a-[0-9]+" }');
      expect(await disclose({ ...pattern, '--patient': 'A-9' })).toMatchObject({
        status: 1,
        errors: `phi-gateway: ${INVALID_PATIENT_ID}\n`,
      });
      expect((await disclose(pattern)).status).toBe(0);
      expect((await disclose({ '--patient': 'A-9' })).status).toBe(0);
    });

    it('exits with status 1 if the id is in another Unicode form than the one that --config names', async () => {
      const decomposed = configured('{ normalize: NFD }');
      expect((await disclose({ ...decomposed, '--patient': 'caf\u00e9' })).status).toBe(1);
      expect((await disclose({ ...decomposed, '--patient': 'cafe\u0301' })).status).toBe(0);
    });

    it('exits with status 1 if the --config file is missing or its pattern of patient ids is invalid', async () => {
      const { status, errors } = await disclose(configured('{ pattern: "(" }'));
      expect(status).toBe(1);
      expect(errors).toContain('identity.patientIds.pattern: must be a regular expression');
      const missing = await disclose({ '--config': join(folder, 'none.yaml') });
      expect([missing.status, missing.errors]).toEqual([1, expect.stringContaining('none.yaml')]);
    });
  });
});
