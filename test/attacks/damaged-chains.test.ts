import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { readStops } from '../../gateway/access/break-glass/read-stops.ts';
import { erasePatient } from '../../gateway/audit/maintain/erase/erase-patient.ts';
import { placeHold } from '../../gateway/audit/maintain/retain/change-hold.ts';
import { listHolds } from '../../gateway/audit/maintain/retain/list-holds.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { openLedgerReport } from '../../gateway/reports/accounting/open-ledger-report.ts';
import { replaceText } from '../gateway/audit/rebuild-batches.ts';
import { accessRecord, breakGlassRecord } from '../gateway/audit/sample.ts';
import { STORES, type Place } from '../gateway/audit/stores.ts';
import {
  attackedLedger,
  commandKey,
  fillIndexOf,
  indexReportOn,
  reportOn,
} from '../support/attacked-ledger.ts';
import { forgeBatch } from '../support/forge-batch.ts';

const STOP = breakGlassRecord({ commitment: '' }, 'p2', {
  kind: 'breakglass.stop',
  reason: 'STOPPED',
  breakGlass: { id: 'stopped', until: 1 },
  details: null,
});

/** What the ledger holds behind its three first records: what an attacker takes away is the access to p1. */
const RECORDS: readonly AuditRecord[] = [STOP, accessRecord(['p1']), accessRecord(['p3'])];

/** Index of the access to p1. */
const TARGET = 4;

/** What a login that owns the tables, or a process that may write the file, does to the last record about a patient. */
const ATTACKS: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  async 'is changed together with its hash'(place) {
    const batches = await place.batches();
    await place.replaceBatches(
      batches.map((batch) => (batch.first === TARGET ? replaceText(batch, '"p1"', '"p9"') : batch)),
    );
  },
  async 'is deleted with its batch'(place) {
    await place.execute(`DELETE FROM batches WHERE first = ${TARGET}`);
  },
  async 'is cut off and replaced by an unsigned batch'(place) {
    const batches = await place.batches();
    await place.replaceBatches(batches.filter(({ first }) => first < TARGET));
    await forgeBatch(place, [accessRecord(['p9']), accessRecord(['p9'])], null);
  },
};

describe.each(STORES)('a ledger on $name in which the last record about a patient', (store) => {
  let restore: () => Promise<void>;
  const attacked = attackedLedger(store, async ({ place, options }) => {
    const ledger = await openLedger(options());
    for (const record of RECORDS) await ledger.append(record);
    await ledger.close();
    restore = await place().save();
  });

  describe.each(Object.entries(ATTACKS))('%s', (_how, attack) => {
    beforeAll(() => attack(attacked.place()));
    afterAll(() => restore());

    const found = { rows: [], damaged: [TARGET] };

    it('lists that record as damaged, and shows no row for it, in a report that reads the ledger', async () => {
      expect(await reportOn(attacked.location(), 'p1')).toEqual(found);
    });

    it('lists that record as damaged, and shows no row for it, in a report from an index filled afterwards', async () => {
      const index = await fillIndexOf(attacked);
      expect(await indexReportOn(attacked.location(), index, 'p1')).toEqual(found);
    });

    it('refuses an accounting of disclosures, with the error that the ledger does not end with a signed batch', async () => {
      const opening = openLedgerReport({ location: attacked.location(), patientText: '"p1"' });
      await expect(opening).rejects.toThrow(/does not end with a batch that a key/);
    });

    it('refuses to list the stopped break-glass grants, which a starting gateway needs, with the error that the ledger is damaged', async () => {
      await expect(readStops(attacked.location(), { now: 0, ms: 0 })).rejects.toThrow(
        /is damaged at record \d/,
      );
    });

    it('refuses to list legal holds, with the error that they are not known and the command that verifies the ledger', async () => {
      await expect(listHolds(attacked.location())).rejects.toThrow(
        /legal holds are not known\. Run: phi-gateway audit verify --db \S/,
      );
    });
  });
});

describe.each(STORES)('a ledger on $name with a legal hold after a deleted batch', (store) => {
  let tool: ReturnType<typeof commandKey>['tool'];
  attackedLedger(store, async (attacked) => {
    const key = commandKey(attacked);
    ({ tool } = key);
    const { enroll } = key;
    const ledger = await openLedger(attacked.options({ identity: 'committed', enroll }));
    await ledger.append(accessRecord(['p7']));
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    const [before] = (await attacked.place().batches()).slice(-3);
    const hold = { ...tool, at: Date.now(), reason: 'a claim' };
    await placeHold(hold, { patient: 'p1', from: null, until: null });
    await attacked.place().execute(`DELETE FROM batches WHERE first = ${before?.first}`);
  });

  it('refuses to erase the patient on hold, with the error that legal holds are not known and the command that verifies the ledger', async () => {
    const erasing = erasePatient({ ...tool, at: Date.now(), patient: 'p1', reason: 'asked for' });
    await expect(erasing).rejects.toThrow(
      /legal holds are not known\. Run: phi-gateway audit verify --db \S/,
    );
  });
});
