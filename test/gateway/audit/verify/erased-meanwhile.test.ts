import { spawnSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { builtProgram } from '../../../support/built-program.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

const BROKEN = commitTo('found unconscious', 'ab'.repeat(32));

describe.each(STORES)('erasing a patient on $name during a verification or an export', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let place: Place;
  let publicKey = '';
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  beforeEach(async () => {
    directory = createDirectory();
    place = await store.place(directory.path);
  });
  afterEach(() => directory.remove());

  /** Key of the eraser: on a server, it has one of its own. */
  const keyPath = () =>
    join(directory.path, store.name === 'SQLite' ? 'audit.db.key' : 'eraser.key');

  /** The patient is in the ledger before and after the point at which a verifier first reports progress. */
  async function write() {
    const { origin } = ledgerOptions(directory.path);
    const enroll =
      store.name === 'SQLite'
        ? []
        : [createSigner(origin, createSigningKey(keyPath())).verifier.vkey];
    const ledger = await openLedger(
      ledgerOptions(directory.path, { location: place.location, identity: 'committed', enroll }),
    );
    ({ publicKey } = ledger);
    const others = async () => {
      const appends = Array.from({ length: 600 }, (_, index) =>
        ledger.append(accessRecord([`p${index}`])),
      );
      await Promise.all(appends);
    };
    const own = async () => {
      await ledger.append(accessRecord(['p1', 'p-one']));
      await ledger.append(breakGlassRecord(BROKEN, 'p-one'), BROKEN);
    };
    await own();
    await others();
    await others();
    await ledger.append(accessRecord(['p1', 'p-one']));
    await ledger.close();
  }

  function eraseNow(): string {
    const guard = keyPath().replace(/key$/, 'guard');
    const files = ['--db', urlOf(place.location), '--key', keyPath(), '--guard', guard];
    const why = ['--patient', 'p-one', '--reason', 'asked to'];
    // Waits for its end, since the ledger is to be erased while it is verified.
    const program = builtProgram('gateway/cli/phi-gateway.ts', [
      'audit',
      'erase',
      ...files,
      ...why,
    ]);
    const { stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
    return `${stdout}${stderr}`;
  }

  async function verify(onProgress = () => undefined as void) {
    const { guardPath } = ledgerOptions(directory.path);
    const { location } = place;
    const options = { location, publicKey, anchors: [], witnesses: [], guardPath };
    const { result, findings, erased, size } = await verifyLedger(options, undefined, onProgress);
    const found = findings.map(({ code, from }) => `${code} ${from}`);
    return { result, found, size, entries: erased.map(({ entries }) => entries) };
  }

  it('lets the verification pass, because it reads on to the record of the erasure', async () => {
    await write();
    const before = await verify();
    const said: string[] = [];
    const during = await verify(() => {
      if (said.length === 0) said.push(eraseNow());
    });
    expect(said.join()).toMatch(/^Erased 3 patient ids in 3 records/);
    // What it had looked up before was still there.
    expect(during).toMatchObject({ result: 'PASS', found: [], entries: [1] });
    expect(during.size).toBeGreaterThan(before.size);
    expect(await verify()).toMatchObject({ result: 'PASS', found: [], entries: [4] });
  });

  it('makes the export fail and leave no folder, and the next export passes verification', async () => {
    await write();
    const target = join(directory.path, 'export');
    const said: string[] = [];
    const exportTo = (onProgress: (done: number) => void) =>
      exportLedger({ location: place.location, directory: target, onProgress });
    await expect(
      exportTo((done) => {
        if (done > 1000 && said.length === 0) said.push(eraseNow());
      }),
    ).rejects.toThrow(/^A patient was erased from .* during the export\. Run the export again\.$/);
    expect(said.join()).toMatch(/^Erased 3 patient ids/);
    expect(existsSync(target)).toBe(false);
    await exportTo(() => undefined);
    const { result, findings } = await verifyLedger({
      location: { kind: 'export', directory: target },
      publicKey,
      anchors: [(await place.batches()).at(-1)?.note ?? ''],
      witnesses: [],
      guardPath: null,
    });
    expect({ result, findings }).toEqual({ result: 'PASS', findings: [] });
  });

  it('does not hide ids that are missing without an erasure: verification fails with OPENING_MISSING', async () => {
    await write();
    const leaf = (await verify()).size - 2;
    const empty = store.name === 'SQLite' ? "x''" : "''::bytea";
    await place.execute(`UPDATE identities SET openings = ${empty} WHERE leaf = ${leaf}`);
    let isErased = false;
    const { result, found } = await verify(() => {
      if (!isErased) eraseNow();
      isErased = true;
    });
    expect([result, ...found]).toEqual(['FAIL', `OPENING_MISSING ${leaf}`]);
  });
});

function urlOf(location: LedgerLocation): string {
  if (location.kind === 'sqlite') return location.path;
  const { port, database } = location.server;
  return `postgres://eraser:secret@127.0.0.1:${port}/${database}`;
}
