import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../../directives/patient-id.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { writeDisclosure } from '../../../../gateway/reports/accounting/write-disclosure.ts';
import { sound } from '../../reports/accounting/sample-disclosure.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { INSPECTED } from './inspected.ts';

const directory = createDirectory();
const options = ledgerOptions(directory.path);
const AT = 1_764_000_000_000;
let publicKey = '';

beforeAll(async () => {
  const ledger = await openLedger(options);
  ({ publicKey } = ledger);
  const { actor } = accessRecord([]);
  if (actor === null) throw new Error('The sample has no actor.');
  const disclosure = {
    patient: 'p1',
    disclosed: AT,
    recipient: 'Health department',
    address: null,
    description: 'Immunisations',
    purpose: 'Registry',
    purposeOfUse: 'PUBHLTH',
    basis: '164.512(b)(1)',
  };
  const isPatientId = createPatientIdCheck(DEFAULT_PATIENT_IDS);
  const entry = { actor, at: AT, salt: 'ab'.repeat(32), isPatientId };
  const { record, opening } = sound(writeDisclosure(disclosure, entry));
  await ledger.append(accessRecord(['p1']));
  await ledger.append(record, opening);
  await ledger.append(accessRecord(['p2']));
  await ledger.close();
});
afterAll(() => {
  directory.remove();
});

async function codes() {
  const { location, guardPath } = options;
  const trust = { publicKey, anchors: [], witnesses: [], guardPath };
  const alone = await verifyLedger({ location, ...trust });
  // The verdict is the same if threads inspect the batches first.
  expect(await verifyLedger({ location, ...trust }, INSPECTED)).toEqual(alone);
  return alone.findings.map(({ code }) => code);
}

describe('the stored text of a disclosure', () => {
  it('is reported as OPENING_MISMATCH if it differs from what its record commits to', async () => {
    expect(await codes()).toEqual([]);
    const database = openWritable(options.path);
    database.exec("UPDATE openings SET text = replace(text, 'Registry', 'Anything')");
    database.close();
    expect(await codes()).toEqual(['OPENING_MISMATCH']);
  });
});
