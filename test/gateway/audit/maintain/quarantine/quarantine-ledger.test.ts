import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { planQuarantine } from '../../../../../gateway/audit/maintain/quarantine/quarantine-ledger.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { openStore } from '../../../../../gateway/audit/store/open-store.ts';
import type { NoteSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import { forgeBatch, throwawaySigner } from '../../../../support/forge-batch.ts';
import { indexPlace, withIndex } from '../../../reports/index/places.ts';
import { accessRecord, breakGlassRecord, ledgerOptions } from '../../sample.ts';
import { STORES, type Place } from '../../stores.ts';
import { createAttackedLedger, FORGED, lastOf, ONE, ORIGIN, refusal } from './attacked-ledger.ts';

const SIGNERS: readonly (readonly [string, () => NoteSigner | null])[] = [
  ['signed with a throwaway key', () => throwawaySigner(ORIGIN)],
  ['unsigned', () => null],
];

const ignore = () => undefined;

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function linesOf(path: string) {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { table?: string; row?: Record<string, unknown> | null });
}

function seal(): never {
  throw new Error('nothing is sealed');
}

type Forgery = readonly [end: string, forge: (place: Place) => Promise<unknown>];
const FORGE: Forgery = ['a forged batch', (place) => forgeBatch(place, FORGED, null)];
const COPY: Forgery = [
  'a copy of the last batch without a change of the head row',
  (place) =>
    place.execute(`INSERT INTO batches SELECT first + count, count, leaves, hashes, size, root, note
      FROM batches ORDER BY first DESC LIMIT 1`),
];

describe.each(STORES)('quarantining forged batches at the end of a ledger on $name', (store) => {
  const attacked = createAttackedLedger(store);
  const { as, open, options, quarantine, tried, verify, evidencePath, guardPath } = attacked;
  const isShared = store.name === 'PostgreSQL';

  async function storedText() {
    const reader = await openReader(attacked.place.location);
    const opening = await reader.findOpening(ONE.commitment);
    await reader.close();
    return opening?.text;
  }

  describe.each(SIGNERS)('that are %s', (_how, signer) => {
    it('moves them to a file, records that and keeps all true batches and texts, and the ledger passes verification', async () => {
      const size = lastOf(attacked.honest).size;
      await forgeBatch(attacked.place, FORGED, signer());
      await forgeBatch(attacked.place, FORGED, signer());
      const { leaf, quarantine: said } = await quarantine();
      expect(said).toMatchObject({ first: size, batches: 2, records: 4 });
      expect(said.evidence).toBe(sha256(evidencePath));
      expect(statSync(evidencePath).mode & 0o777).toBe(0o600);
      const rows = linesOf(evidencePath);
      expect(rows.map(({ table }) => table)).toEqual([undefined, 'head', 'batches', 'batches']);
      const kept = Buffer.from(String(rows[2]?.row?.['leaves']), 'base64');
      expect(String(kept)).toContain('p-forged');
      const now = await attacked.place.batches();
      expect(now.slice(0, attacked.honest.length)).toEqual(attacked.honest);
      const verdict = await verify([attacked.olderNote, lastOf(attacked.honest).note]);
      expect(verdict.findings).toEqual([]);
      expect(verdict.result).toBe('PASS');
      expect(verdict.quarantined).toEqual([{ ...said, by: leaf }]);
      expect(verdict.caveats.join()).toContain(`Record ${leaf} states that it removed`);
      // A true record commits to the same text.
      expect(await storedText()).toBe(ONE.text);
    });

    it('is recommended by a gateway that refuses to start, and lets the gateway start and append again', async () => {
      await forgeBatch(attacked.place, FORGED, signer());
      await expect(open()).rejects.toThrow('phi-gateway audit quarantine --db ');
      await quarantine();
      const ledger = await open();
      await ledger.append(accessRecord(['p3']));
      await ledger.close();
      expect((await verify()).result).toBe('PASS');
    });

    it('can be planned without changing anything; the plan states the forged records and how many records the guard file covers', async () => {
      await forgeBatch(attacked.place, FORGED, signer());
      const before = await attacked.place.batches();
      const plan = await planQuarantine({ ...options(), location: as('auditor') });
      expect(plan.tail).toMatchObject({ batches: 1, records: 2, openings: [] });
      expect(plan.tail.shown[0]?.kinds).toEqual(['access', 'breakglass.start']);
      expect(plan.remembered).toBe(lastOf(attacked.honest).size);
      expect(await attacked.place.batches()).toEqual(before);
      expect(existsSync(evidencePath)).toBe(false);
    });
  });

  // On a server `check_batch` refuses a batch behind which the head row does not move.
  const forgeries = [FORGE, ...(store.name === 'SQLite' ? [COPY] : [])];
  it.each(forgeries)(
    'is recommended in the log of a running gateway, whose next append fails (AUDIT_UNAVAILABLE), after the insertion of %s',
    async (_end, forge) => {
      const logged: string[] = [];
      const error = (facts: object, text: string) =>
        void logged.push(`${JSON.stringify(facts)} ${text}`);
      const log = { info: ignore, warn: ignore, error };
      const ledger = await openLedger(
        ledgerOptions(attacked.directory, { location: attacked.place.location, log }),
      );
      await forge(attacked.place);
      await expect(ledger.append(accessRecord(['p3']))).rejects.toMatchObject({
        code: 'AUDIT_UNAVAILABLE',
      });
      await ledger.close();
      expect(logged[0]).toMatch(
        /(NOT_SIGNED|HEAD_DAMAGED|FOREIGN_WRITE).* run phi-gateway audit quarantine --db LEDGER$/,
      );
    },
  );

  it('also moves the texts and ids that only forged records use to a file, and keeps the text that a true record uses', async () => {
    const invented = commitTo('never was', 'cd'.repeat(32));
    await forgeBatch(
      attacked.place,
      [breakGlassRecord(invented, 'p-forged')],
      throwawaySigner(ORIGIN),
    );
    const size = lastOf(attacked.honest).size;
    const hex = Buffer.from(invented.text).toString('hex');
    const text = isShared ? `'\\x${hex}'` : `CAST(x'${hex}' AS TEXT)`;
    const openings = isShared ? `'\\x00'` : `x'00'`;
    await attacked.place.execute(
      `INSERT INTO openings VALUES ('${invented.commitment}', '${invented.salt}', ${text});
       INSERT INTO identities VALUES (${size}, ${openings})`,
    );
    await quarantine();
    expect(linesOf(evidencePath).map(({ table }) => table)).toEqual([
      undefined,
      'head',
      'batches',
      'identities',
      'openings',
    ]);
    const reader = await openReader(attacked.place.location);
    expect(await reader.findOpening(invented.commitment)).toBeNull();
    expect(await reader.identities(size, size)).toEqual([]);
    await reader.close();
    expect(await storedText()).toBe(ONE.text);
  });

  it.each<[string, string]>([
    ['names another batch', 'UPDATE head SET batch = root'],
    ['names another size', 'UPDATE head SET size = size + 5'],
    ['is gone', 'DELETE FROM head'],
  ])(
    'corrects the head row if it %s, so that the gateway starts again and the ledger passes verification',
    async (_what, change) => {
      const sql = isShared ? change : change.replace('= root', '= zeroblob(32)');
      await attacked.place.execute(sql);
      expect((await verify()).findings[0]?.text).toContain('phi-gateway audit quarantine --db ');
      await expect(open()).rejects.toThrow(/audit quarantine/);
      const { plan, quarantine: said, leaf } = await quarantine();
      expect(plan.headFault).not.toBeNull();
      expect(said).toMatchObject({ first: lastOf(attacked.honest).size, batches: 0, records: 0 });
      expect(linesOf(evidencePath).map(({ table }) => table)).toEqual([undefined, 'head']);
      expect(await verify()).toMatchObject({ result: 'PASS', quarantined: [{ by: leaf }] });
      await (await open()).close();
    },
  );

  it('is refused if there is nothing to remove, also right after a quarantine', async () => {
    expect(await tried(quarantine())).toEqual(
      refusal(/there is nothing to remove/, attacked.honest),
    );
    await forgeBatch(attacked.place, FORGED, null);
    await quarantine();
    rmSync(evidencePath);
    expect(await tried(quarantine())).toEqual(
      refusal(/there is nothing to remove/, await attacked.place.batches()),
    );
  });

  it('is refused, and changes neither the ledger nor the target file, if the target file has other content', async () => {
    await forgeBatch(attacked.place, FORGED, null);
    const before = await attacked.place.batches();
    writeFileSync(evidencePath, 'notes of another day');
    await expect(quarantine()).rejects.toThrow(/exists and has other content/);
    expect(readFileSync(evidencePath, 'utf8')).toBe('notes of another day');
    expect(await attacked.place.batches()).toEqual(before);
  });

  it('reuses the file of an interrupted quarantine unchanged, and the ledger passes verification', async () => {
    await forgeBatch(attacked.place, FORGED, null);
    const saved = await attacked.place.save();
    const { quarantine: said } = await quarantine();
    await saved();
    copyFileSync(evidencePath, `${evidencePath}.first`);
    // As it was killed between the file and the commit; the guard had not moved.
    writeFileSync(guardPath, lastOf(attacked.honest).note, { mode: 0o600 });
    const again = await quarantine();
    expect(again.quarantine).toEqual(said);
    expect(sha256(evidencePath)).toBe(sha256(`${evidencePath}.first`));
    expect((await verify()).result).toBe('PASS');
  });

  it('is refused with a key file that is missing or a key that the ledger has not enrolled', async () => {
    await forgeBatch(attacked.place, FORGED, null);
    const before = await attacked.place.batches();
    const other = join(attacked.directory, 'other.key');
    expect(await tried(quarantine({ keyPath: other }))).toEqual(
      refusal(/other.key is missing/, before),
    );
    createSigningKey(other);
    const refused = quarantine({ keyPath: other });
    expect(await tried(refused)).toEqual(refusal(/not valid at the proven end/, before));
  });

  it('is refused without a checkpoint from outside the ledger', async () => {
    await forgeBatch(attacked.place, FORGED, null);
    const before = await attacked.place.batches();
    const unknown = join(attacked.directory, 'none.guard');
    const refused = quarantine({ guardPath: unknown });
    expect(await tried(refused)).toEqual(refusal(/No remembered checkpoint shows/, before));
  });

  it('lets the report index, which stops where the forged batches begin, continue to the end of the ledger', async () => {
    const index = await indexPlace(attacked.place, attacked.directory);
    const fill = () =>
      withIndex(index, async (opened) => {
        const reader = await openReader(attacked.place.location);
        const filled = await fillIndex(opened, reader);
        await reader.close();
        return filled;
      });
    await forgeBatch(attacked.place, FORGED, null);
    const { size } = lastOf(attacked.honest);
    expect(await fill()).toEqual({ size, brokenAt: size });
    await quarantine();
    expect(await fill()).toEqual({
      size: lastOf(await attacked.place.batches()).size,
      brokenAt: null,
    });
  });

  it('changes nothing if its last check before the removal fails, or if the new head row would not match the last batch', async () => {
    await forgeBatch(attacked.place, FORGED, null);
    const before = await attacked.place.batches();
    const opened = await openStore(as('quarantiner'), 'quarantine');
    const last = before.at(-2);
    const head = {
      size: last?.size ?? 0,
      root: last?.root ?? Buffer.alloc(0),
      edge: Buffer.alloc(0),
      batch: Buffer.alloc(32),
    };
    const known = {
      size: head.size,
      note: last?.note ?? null,
      own: null,
      batch: head.batch,
      keyId: '',
      origin: ORIGIN,
    };
    const cut = {
      last: last?.first ?? 0,
      head,
      openings: [],
      confirm: () => Promise.reject(new Error('it has changed')),
    };
    await expect(opened.truncate(known, cut, seal)).rejects.toThrow('it has changed');
    // A head that is not that of the last batch is not left behind either.
    const agreed = { ...cut, confirm: () => Promise.resolve() };
    await expect(opened.truncate(known, agreed, seal)).rejects.toMatchObject({
      code: isShared ? 'HEAD_DAMAGED' : 'FOREIGN_WRITE',
    });
    await opened.close('failure');
    expect(await attacked.place.batches()).toEqual(before);
  });
});
