import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { erasePatient } from '../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { verifyLedger, allCores } from '../../../../gateway/audit/verify/verify-ledger.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { INVALID_PATIENT_ID } from '../../../../gateway/pipeline/limits/assert-named-patients.ts';
import { parseDisclosure } from '../../../../gateway/reports/query/parse-disclosure.ts';
import { openLedgerReport } from '../../../../gateway/reports/accounting/open-ledger-report.ts';
import { createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { STORES, type Place } from '../../audit/stores.ts';
import { enter, ENTERED, entered, REPORTED } from './sample-disclosure.ts';

const NOT_RECORDABLE =
  'holds a control or direction character or an unpaired surrogate. Remove it; line breaks (U+000A) may stay.';

describe('a disclosure that an officer enters', () => {
  it('is recorded without its free text, which is stored beside the record', () => {
    const { record, opening } = entered();
    const text = JSON.stringify(record);
    expect(text).not.toMatch(/County|Main Street|tuberculosis|notifiable/u);
    expect(record).toMatchObject({
      kind: 'disclosure',
      action: 'R',
      outcome: 'permit',
      actor: { subject: 'officer-1' },
      patients: ['p1'],
      details: {
        disclosed: REPORTED.disclosed,
        purposeOfUse: 'PUBHLTH',
        basis: '164.512(b)(1)(i)',
        reasonCommitment: opening.commitment,
      },
    });
    const { recipient, address, description, purpose } = REPORTED;
    expect(parseDisclosure(opening.text)).toEqual({ recipient, address, description, purpose });
  });

  it.each([
    ['recipient is a space', 'recipient is empty.', { recipient: ' ' }],
    ['description is empty', 'description is empty.', { description: '' }],
    ['purpose is empty', 'purpose is empty.', { purpose: '' }],
    ['patient id is empty', 'patient is empty.', { patient: '' }],
    ['address is empty', 'address is empty. Leave it out where it is not known.', { address: '' }],
    ['time is after the entry', 'The disclosure lies in the future.', { disclosed: ENTERED + 1 }],
    [
      'purpose code is in lower case',
      'purposeOfUse is a code of v3-PurposeOfUse, such as PUBHLTH.',
      { purposeOfUse: 'pubhlth' },
    ],
    [
      'basis is free text',
      'basis is a paragraph of 45 CFR part 164, such as 164.512(f)(1).',
      { basis: 'the law, for Mr X' },
    ],
    [
      'recipient has a lone surrogate',
      `recipient ${NOT_RECORDABLE}`,
      { recipient: 'County \ud800' },
    ],
    ['description has a tab', `description ${NOT_RECORDABLE}`, { description: 'first\tsecond' }],
    [
      'address has a right-to-left override',
      `address ${NOT_RECORDABLE}`,
      { address: '\u202e1 Way' },
    ],
    [
      'description has 2001 characters',
      'description is longer than 2000 characters.',
      { description: 'x'.repeat(2_001) },
    ],
    ['patient id has a lone surrogate', INVALID_PATIENT_ID, { patient: 'p\ud800' }],
    ['patient id has 129 characters', INVALID_PATIENT_ID, { patient: 'p'.repeat(129) }],
    ['patient id ends with a space', INVALID_PATIENT_ID, { patient: 'p1 ' }],
    ['patient id starts with a no-break space', INVALID_PATIENT_ID, { patient: '\u00a0p1' }],
    ['patient id is not in Unicode form NFC', INVALID_PATIENT_ID, { patient: 'cafe\u0301' }],
    [
      'patient id is (erased)',
      'patient is the placeholder of an erased, missing or changed id.',
      { patient: '(erased)' },
    ],
  ])('is refused if its %s, with the problem: %s', (_what, problem, overrides) => {
    expect(enter(overrides)).toEqual({ ok: false, problems: [problem] });
  });

  it('is refused if the patient id does not match the configured pattern', () => {
    const form = { pattern: 'p[0-9]+', normalize: 'NFC' } as const;
    expect(enter({}, form)).toMatchObject({ ok: true });
    expect(enter({ patient: 'P1' }, form)).toEqual({ ok: false, problems: [INVALID_PATIENT_ID] });
  });

  it.each(['recipient', 'address', 'description', 'purpose'] as const)(
    'may have a line break in its %s',
    (name) => {
      const { opening } = entered({ [name]: 'one\ntwo' });
      expect(parseDisclosure(opening.text)[name]).toBe('one\ntwo');
    },
  );

  it('may lack address, purpose code and basis', () => {
    const { record } = entered({ address: null, purposeOfUse: null, basis: null });
    expect(record.details).toMatchObject({ purposeOfUse: null, basis: null });
  });

  it.each([null, '', '{}', '[1]', '{"recipient":"x"}', 'free text'])(
    'has the recipient (unreadable) if its stored text is %j',
    (text) => {
      expect(parseDisclosure(text).recipient).toBe('(unreadable)');
    },
  );

  it.each(['(erased)', '(missing)', '(changed)'])(
    'has %s as recipient, description and purpose if that is the state of its stored text',
    (state) => {
      expect(parseDisclosure(state)).toEqual({
        recipient: state,
        address: null,
        description: state,
        purpose: state,
      });
    },
  );
});

async function write(directory: string, location: LedgerLocation): Promise<void> {
  const options = { location, identity: 'committed', now: () => ENTERED } as const;
  const ledger = await openLedger(ledgerOptions(directory, options));
  const { record, opening } = entered();
  await ledger.append(record, opening);
  await ledger.close();
}

/** The texts of all disclosures in a ledger. */
async function read(location: LedgerLocation): Promise<(string | null)[]> {
  const report = await openLedgerReport({ location, patientText: 'disclosure' });
  const reasons: (string | null)[] = [];
  try {
    for await (const { leaf, reason } of report.leaves)
      if (leaf.kind === 'disclosure') reasons.push(reason);
  } finally {
    await report.close();
  }
  return reasons;
}

async function verify(directory: string, location: LedgerLocation): Promise<string[]> {
  const guardPath = `${directory}/audit.db.guard`;
  const options = { location, publicKey: null, anchors: [], witnesses: [], guardPath };
  const verdict = await verifyLedger(options, allCores());
  return [verdict.result, ...verdict.findings.map(({ code }) => code)];
}

describe.each(STORES)('a disclosure in a ledger on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let restore: () => Promise<void>;

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    await write(directory.path, place.location);
    restore = await place.save();
  });
  afterEach(() => restore());
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it('is read with the free text stored beside it, and the ledger verifies with PASS', async () => {
    expect(await read(place.location)).toEqual([entered().opening.text]);
    expect(await verify(directory.path, place.location)).toEqual(['PASS']);
  });

  it('makes verification FAIL with OPENING_MISMATCH, and is shown as (changed), if its text was changed', async () => {
    await place.execute("UPDATE openings SET text = 'County jail'");
    expect(await verify(directory.path, place.location)).toEqual(['FAIL', 'OPENING_MISMATCH']);
    expect(await read(place.location)).toEqual(['(changed)']);
  });

  it('makes verification FAIL with OPENING_MISSING, and is shown as (missing), if its text is missing', async () => {
    await place.execute('DELETE FROM openings');
    expect(await verify(directory.path, place.location)).toEqual(['FAIL', 'OPENING_MISSING']);
    expect(await read(place.location)).toEqual(['(missing)']);
  });
});

describe('a disclosure about an erased patient', () => {
  const directory = createDirectory();
  afterAll(() => {
    directory.remove();
  });

  it('is kept, its text is shown as (erased), and verification passes', async () => {
    const path = `${directory.path}/audit.db`;
    const location = { kind: 'sqlite', path } as const;
    await write(directory.path, location);
    const keys = { keyPath: `${path}.key`, guardPath: `${path}.guard` };
    const who = { patient: 'p1', reason: 'asked for', version: '0.1.0', at: ENTERED + 1000 };
    await erasePatient({ location, ...keys, ...who });
    expect(await read(location)).toEqual(['(erased)']);
    expect(await verify(directory.path, location)).toEqual(['PASS']);
  });
});
