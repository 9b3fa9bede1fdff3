import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { erasePatient } from '../../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { exportLedger } from '../../../../../gateway/audit/export/export-ledger.ts';
import { createSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import { reportAccesses } from '../../../../support/reports/report-accesses.ts';
import type { ReportSubject } from '../../../../support/reports/report-accesses.ts';
import type { LedgerLocation } from '../../../../../gateway/audit/store/ledger-location.ts';
import { createSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { STORES, type Place } from '../../stores.ts';

const ORIGIN = 'gateway.test/ledger';
const BROKEN = commitTo('found unconscious', 'ab'.repeat(32));

describe.each(STORES)('erasing a patient from a ledger on $name', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let place: Place;
  let keyPath = '';
  let publicKey = '';
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  beforeEach(async () => {
    directory = createDirectory();
    place = await store.place(directory.path);
    const { path } = ledgerOptions(directory.path);
    keyPath = store.name === 'SQLite' ? `${path}.key` : join(directory.path, 'eraser.key');
  });
  afterEach(() => {
    directory.remove();
  });

  const options = (identity: 'plain' | 'committed', enroll: readonly string[] = []) =>
    ledgerOptions(directory.path, { location: place.location, identity, enroll });

  /** Leaves from 3 on (on a server 4): p-one and p-two; p-two; break-glass for p-one. */
  async function write(identity: 'plain' | 'committed') {
    const isShared = store.name === 'PostgreSQL';
    const enroll = isShared ? [createSigner(ORIGIN, createSigningKey(keyPath)).verifier.vkey] : [];
    const ledger = await openLedger(options(identity, enroll));
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p-one', 'p-two'], { patients: ['p-one'] }));
    await ledger.append(accessRecord(['p-two']));
    await ledger.append(breakGlassRecord(BROKEN, 'p-one'), BROKEN);
    await ledger.close();
    return isShared ? 4 : 3;
  }

  const erase = (patient: string, location = eraserOf(place.location)) =>
    erasePatient({
      location,
      keyPath,
      guardPath: keyPath.replace(/key$/, 'guard'),
      patient,
      reason: 'asked by p-one',
      version: '1',
      at: Date.now(),
    });

  async function verify() {
    const { guardPath } = ledgerOptions(directory.path);
    const { location } = place;
    const anchors: readonly string[] = [];
    const { result, findings, erased } = await verifyLedger({
      location,
      publicKey,
      anchors,
      guardPath,
      witnesses: [],
    });
    return { result, erased, found: findings.map(({ code, from }) => `${code} ${from}`) };
  }

  async function report(by: ReportSubject) {
    const shown: string[] = [];
    const onDamaged = (index: number) => shown.push(`damaged ${index}`);
    const { location } = place;
    for await (const row of reportAccesses({
      location,
      by,
      since: null,
      until: null,
      onDamaged,
      onPruned: () => undefined,
    }))
      shown.push(`${row.leaf} ${row.patient} ${row.breakGlass?.reason ?? ''}`.trim());
    return shown;
  }

  it("removes the patient's ids and break-glass reason from reports, changes no earlier record, and the ledger passes verification", async () => {
    const first = await write('committed');
    const before = await place.batches();
    const erased = await erase('p-one');
    expect(erased).toMatchObject({ records: 2, ids: 3, recordsWithPlainIds: 0 });
    expect((await place.batches()).slice(0, before.length)).toEqual(before);
    expect(await verify()).toEqual({
      result: 'PASS',
      erased: [{ by: erased.leaf, entries: 4 }],
      found: [],
    });
    expect(await report({ patient: 'p-one' })).toEqual([]);
    expect(await report({ patient: 'p-two' })).toEqual([`${first} p-two`, `${first + 1} p-two`]);
    expect(await report({ breakGlass: true })).toEqual([`${first + 2} (erased) (erased)`]);
  });

  it('leaves no id of the patient in the ledger or its export, except in the reason of the erasure, and the export passes verification', async () => {
    await write('committed');
    await erase('p-one');
    const leaves = Buffer.concat((await place.batches()).map((batch) => batch.leaves));
    expect(leaves.includes('p-one')).toBe(false);
    const exported = join(directory.path, 'export');
    await exportLedger({ location: place.location, directory: exported, onProgress: ignore });
    const list = readFileSync(join(exported, 'phi-gateway-batches.jsonl'), 'utf8');
    const packed = [...list.matchAll(/"openings":"([^"]+)"/g)].map(([, text = '']) =>
      Buffer.from(text, 'base64').toString('latin1'),
    );
    expect(packed.join()).toContain('p-two');
    expect(packed.join()).not.toContain('p-one');
    expect(list).not.toContain('found unconscious');
    const location = { kind: 'export', directory: exported } as const;
    const guardPath = null;
    const anchors = [(await place.batches()).at(-1)?.note ?? ''];
    const verdict = await verifyLedger({
      location,
      publicKey,
      anchors,
      guardPath,
      witnesses: [],
    });
    expect(verdict).toMatchObject({ result: 'PASS', erased: [{ entries: 4 }] });
    // The reason of the erasure, which lies beside the tree, may name the patient.
    expect(filesOf(place.location).replaceAll('asked by p-one', '')).not.toContain('p-one');
  });

  it('is refused for a patient who is already erased, and another patient can still be erased', async () => {
    await write('committed');
    await erase('p-one');
    await expect(erase('p-one')).rejects.toThrow(/names no such patient/);
    const { leaf } = await erase('p-two');
    const { result, erased } = await verify();
    expect(result).toBe('PASS');
    expect(erased.map(({ entries }) => entries)).toEqual([4, 2]);
    expect(erased.at(-1)?.by).toBe(leaf);
  });

  it('lets the gateway record a later access to the same patient, and the report on the patient shows only that access', async () => {
    await write('committed');
    await erase('p-one');
    const ledger = await openLedger(options('committed'));
    await ledger.append(accessRecord(['p-one']));
    await ledger.close();
    expect((await verify()).result).toBe('PASS');
    expect(await report({ patient: 'p-one' })).toHaveLength(1);
  });

  it('is refused and writes no record if the ledger stores plain ids', async () => {
    await write('plain');
    const before = await place.batches();
    await expect(erase('p-one')).rejects.toThrow(/audit\.identity: plain/);
    expect(await place.batches()).toEqual(before);
  });

  it('is refused if a stored id was changed, with the advice to run audit verify', async () => {
    await write('committed');
    const [low, high] = ['p-two', 'p-one'].map((id) => Buffer.from(id).toString('hex'));
    const change =
      store.name === 'SQLite'
        ? `UPDATE identities SET openings = unhex(replace(lower(hex(openings)), '${low}', '${high}'))`
        : `UPDATE identities SET openings = decode(replace(encode(openings, 'hex'), '${low}', '${high}'), 'hex')`;
    await place.execute(change);
    await expect(erase('p-one')).rejects.toThrow(
      /was changed: nothing is erased\. Run: phi-gateway audit verify --db \S/,
    );
  });

  if (store.name === 'SQLite') {
    it('is refused while a gateway writes, with the advice to stop it', async () => {
      await write('committed');
      const ledger = await openLedger(options('committed'));
      await expect(erase('p-one')).rejects.toThrow(/Another process writes .* Stop it first/);
      await ledger.close();
    });

    it('is refused and creates no file if there is no ledger', async () => {
      const path = join(directory.path, 'none.db');
      await expect(erase('p-one', { kind: 'sqlite', path })).rejects.toThrow(/no audit ledger at/);
      expect(existsSync(path)).toBe(false);
    });
  } else {
    it('works while a gateway runs, and fails with "permission denied" for a database role that may only append', async () => {
      await write('committed');
      const ledger = await openLedger(options('committed'));
      await expect(erase('p-one', place.location)).rejects.toThrow(/permission denied/);
      await erase('p-one');
      await ledger.append(accessRecord(['p-two']));
      await ledger.close();
      expect((await verify()).result).toBe('PASS');
    });
  }
});

/** The same location with a login that may erase. */
function eraserOf(location: LedgerLocation): LedgerLocation {
  if (location.kind === 'sqlite') return location;
  return { ...location, server: { ...location.server, user: 'eraser' } };
}

function ignore(): void {
  // No test here reads the progress.
}

/** What lies on disk of a ledger in a file, its write-ahead log included. */
function filesOf(location: LedgerLocation): string {
  if (location.kind !== 'sqlite') return '';
  return [location.path, `${location.path}-wal`]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path).toString('latin1'))
    .join();
}
