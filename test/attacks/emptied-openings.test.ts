import { beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { erasePatient } from '../../gateway/audit/maintain/erase/erase-patient.ts';
import { writeProof } from '../../gateway/audit/proof/proof-file.ts';
import { provePatient } from '../../gateway/audit/proof/prove-patient.ts';
import { verifyProof } from '../../gateway/audit/proof/verify-proof.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { compareIndex } from '../../gateway/reports/query/compare-index.ts';
import type { IndexLocation } from '../../gateway/reports/index/index-location.ts';
import { accessRecord } from '../gateway/audit/sample.ts';
import { STORES } from '../gateway/audit/stores.ts';
import { withIndex } from '../gateway/reports/index/places.ts';
import {
  attackedLedger,
  commandKey,
  fillIndexOf,
  indexReportOn,
  reportOn,
} from '../support/attacked-ledger.ts';
import { filterOf } from '../support/reports/report-accesses.ts';

/** Only this login may take away what opens records. */
function asEraser(location: LedgerLocation): LedgerLocation {
  if (location.kind === 'sqlite') return location;
  return { ...location, server: { ...location.server, user: 'eraser' } };
}

const ignore = () => undefined;

/** How an opening is stored that was erased: a length of zero. */
const EMPTY = { SQLite: "x'0000'", PostgreSQL: String.raw`'\x0000'` };

describe.each(STORES)(
  'a record on $name whose salts and texts (openings) an attacker emptied',
  (store) => {
    let index: IndexLocation;
    let target = 0;
    let proven = '';
    const by = { patient: 'p1' };
    const subject = { ...by, since: null, until: null, onProgress: ignore };
    const attacked = attackedLedger(store, async (created) => {
      const { place, location, options } = created;
      const { enroll, tool } = commandKey(created);
      const ledger = await openLedger(options({ identity: 'committed', enroll }));
      await ledger.append(accessRecord(['p9']));
      ({ first: target } = await ledger.append(accessRecord(['p1'])));
      await ledger.append(accessRecord(['p1']));
      await ledger.close();
      const eraser = { ...tool, location: asEraser(location()), at: Date.now() };
      await erasePatient({ ...eraser, patient: 'p9', reason: 'asked for' });
      proven = writeProof(await provePatient({ ...subject, location: location() }));
      await place().execute(
        `UPDATE identities SET openings = ${EMPTY[store.name]} WHERE leaf = ${target}`,
      );
    });
    beforeAll(async () => {
      index = await fillIndexOf(attacked);
    });

    it('is reported as damaged by a report that reads the ledger, unlike a properly erased record', async () => {
      const { rows, damaged } = await reportOn(attacked.location(), 'p1');
      expect(rows.map(({ leaf }) => leaf)).toEqual([target + 1]);
      expect(damaged).toEqual([target]);
    });

    it('is reported as damaged by a report from an index filled afterwards', async () => {
      const { rows, damaged } = await indexReportOn(attacked.location(), index, 'p1');
      expect(rows.map(({ leaf }) => leaf)).toEqual([target + 1]);
      expect(damaged).toEqual([target]);
    });

    it('is listed as damaged by a comparison of the report index with the ledger', async () => {
      const reader = await openReader(attacked.location());
      const filter = filterOf(by, { since: null, until: null });
      const options = { filter, searchText: '"p1"', publicKey: null, onProgress: ignore };
      const { damaged } = await withIndex(index, (open) => compareIndex(open, reader, options));
      await reader.close();
      expect(damaged).toEqual([target]);
    });

    it('makes a new proof for its patient fail with an error that names the damaged record', async () => {
      const proving = provePatient({ ...subject, location: attacked.location() });
      await expect(proving).rejects.toThrow(`damaged at record ${target}`);
    });

    it('makes the verification of an older proof against the ledger fail with an error that names the record', async () => {
      const location = attacked.location();
      const verifying = verifyProof({ text: proven, publicKey: null, location });
      await expect(verifying).rejects.toThrow(`damaged at record ${target}`);
    });
  },
);
