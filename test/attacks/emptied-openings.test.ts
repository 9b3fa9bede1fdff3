import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { erasePatient } from '../../gateway/audit/maintain/erase/erase-patient.ts';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { writeProof } from '../../gateway/audit/proof/proof-file.ts';
import { provePatient } from '../../gateway/audit/proof/prove-patient.ts';
import { verifyProof } from '../../gateway/audit/proof/verify-proof.ts';
import type { LedgerLocation } from '../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import { compareIndex } from '../../gateway/reports/query/compare-index.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import type { IndexLocation } from '../../gateway/reports/index/index-location.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../gateway/audit/sample.ts';
import { STORES, type Place } from '../gateway/audit/stores.ts';
import { indexPlace, withIndex } from '../gateway/reports/index/places.ts';
import { filterOf, reportAccesses, reportFromIndex } from '../support/reports/report-accesses.ts';

const ORIGIN = 'gateway.test/ledger';

/** Only this login may take away what opens records. */
function asEraser(location: LedgerLocation): LedgerLocation {
  if (location.kind === 'sqlite') return location;
  return { ...location, server: { ...location.server, user: 'eraser' } };
}

const ignore = () => undefined;

/** How an opening is stored that was erased: a length of zero. */
const EMPTY = { SQLite: "x'0000'", PostgreSQL: String.raw`'\x0000'` };

describe.each(STORES)('what opens a record on $name, emptied without a word', (store) => {
  const directory = createDirectory();
  let place: Place;
  let index: IndexLocation;
  let target = 0;
  let proven = '';
  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const { location } = place;
    const own = ledgerOptions(directory.path, { location, identity: 'committed' });
    const isShared = store.name === 'PostgreSQL';
    const keyPath = isShared ? `${directory.path}/officer.key` : own.keyPath;
    const guardPath = keyPath.replace(/key$/, 'guard');
    const enroll = isShared ? [createSigner(ORIGIN, createSigningKey(keyPath)).verifier.vkey] : [];
    const ledger = await openLedger({ ...own, enroll });
    await ledger.append(accessRecord(['p9']));
    ({ first: target } = await ledger.append(accessRecord(['p1'])));
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    const tool = { location: asEraser(location), keyPath, guardPath, version: '1', at: Date.now() };
    await erasePatient({ ...tool, patient: 'p9', reason: 'asked for' });
    proven = writeProof(await provePatient({ ...subject, location }));
    await place.execute(
      `UPDATE identities SET openings = ${EMPTY[store.name]} WHERE leaf = ${target}`,
    );
    index = await indexPlace(place, directory.path);
    const reader = await openReader(location);
    await withIndex(index, (open) => fillIndex(open, reader));
    await reader.close();
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  const by = { patient: 'p1' };
  const subject = { ...by, since: null, until: null, onProgress: ignore };

  it('is said to be damaged by a report that reads the ledger, and what was erased is not', async () => {
    const damaged: number[] = [];
    const onDamaged = (leaf: number) => void damaged.push(leaf);
    const asked = { by, since: null, until: null, location: place.location };
    const rows = [];
    for await (const row of reportAccesses({ ...asked, onDamaged, onPruned: ignore }))
      rows.push(row.leaf);
    expect(rows).toEqual([target + 1]);
    expect(damaged).toEqual([target]);
  });

  it('is said to be damaged by a report from an index that was filled afterwards', async () => {
    const damaged: number[] = [];
    const onDamaged = (leaf: number) => void damaged.push(leaf);
    const listeners = { onDamaged, onPruned: ignore, onRefused: ignore };
    const options = { by, since: null, until: null, location: place.location, index };
    const rows = [];
    for await (const row of reportFromIndex({ ...options, ...listeners, publicKey: null }))
      rows.push(row.leaf);
    expect(rows).toEqual([target + 1]);
    expect(damaged).toEqual([target]);
  });

  it('keeps a comparison of the index with the ledger from being complete', async () => {
    const reader = await openReader(place.location);
    const filter = filterOf(by, { since: null, until: null });
    const options = { filter, mark: '"p1"', publicKey: null, onProgress: ignore };
    const { damaged } = await withIndex(index, (open) => compareIndex(open, reader, options));
    await reader.close();
    expect(damaged).toEqual([target]);
  });

  it('keeps a proof from being made that leaves the record out', async () => {
    const proving = provePatient({ ...subject, location: place.location });
    await expect(proving).rejects.toThrow(`damaged at record ${target}`);
  });

  it('keeps a proof from being called complete beside the ledger', async () => {
    const verifying = verifyProof({ text: proven, publicKey: null, location: place.location });
    await expect(verifying).rejects.toThrow(`damaged at record ${target}`);
  });
});
