import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { readSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import type { Batch } from '../../../../../gateway/audit/tree/batch.ts';
import { createSigner, type NoteSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { forgeBatch, throwawaySigner } from '../../../../support/forge-batch.ts';
import { accessRecord } from '../../sample.ts';
import { STORES } from '../../stores.ts';
import { createAttackedLedger, FORGED, lastOf, ORIGIN, refusal } from './attacked-ledger.ts';

describe.each(STORES)(
  'quarantining forged batches at the end of a ledger on $name after an attack on true records',
  (store) => {
    const attacked = createAttackedLedger(store);
    const { quarantine, tried, verify, guardPath, keyPath } = attacked;

    /** The key of the gateway that wrote all of it. */
    function ownSigner(): NoteSigner {
      const key = readSigningKey(keyPath);
      if (key === null) throw new Error('The ledger has no key.');
      return createSigner(ORIGIN, key);
    }
    /** Writes another note below the last batch, and the head that goes with it, as the owner can. */
    async function replaceLastNote(change: (note: string) => string): Promise<Batch[]> {
      const batches = await attacked.place.batches();
      const last = lastOf(batches);
      await attacked.place.replaceBatches([
        ...batches.slice(0, -1),
        { ...last, note: change(last.note) },
      ]);
      return attacked.place.batches();
    }

    it('is unnecessary if the lost signature of the last batch is restored from the guard file: the ledger passes verification', async () => {
      await replaceLastNote((note) => splitNote(note)[0]);
      await replaceLastNote(() => readFileSync(guardPath, 'utf8'));
      expect(await attacked.place.batches()).toEqual(attacked.honest);
      expect((await verify()).result).toBe('PASS');
      expect(await tried(quarantine())).toMatchObject(
        refusal(/there is nothing to remove/, attacked.honest),
      );
    });

    it('records that the head row named more records than the ledger held; a checkpoint of the missing records is ANCHOR_INCONSISTENT', async () => {
      writeFileSync(guardPath, attacked.olderNote, { mode: 0o600 });
      await attacked.place.execute(
        `DELETE FROM batches WHERE first = ${lastOf(attacked.honest).first}`,
      );
      const { leaf } = await quarantine();
      const { result, caveats } = await verify();
      expect(result).toBe('PASS');
      expect(caveats.join()).toContain(
        `stated ${lastOf(attacked.honest).size} records when it was corrected, as record ${leaf} states`,
      );
      const { findings } = await verify([lastOf(attacked.honest).note]);
      expect(findings.map(({ code }) => code)).toContain('ANCHOR_INCONSISTENT');
    });

    it.each<[string, (note: string) => string]>([
      [
        'is signed with a throwaway key in place of the true one',
        (note) => {
          const [text] = splitNote(note);
          const line = splitNote(forgedNote(text))[1];
          return text + line;
        },
      ],
      ['has lost its signature', (note) => splitNote(note)[0]],
      [
        'has a changed checkpoint text',
        (note) => note.replace(/(?<=\nprevious-batch )./, (first) => (first === 'A' ? 'B' : 'A')),
      ],
    ])('is refused if the last batch %s and the guard file covers it', async (_how, change) => {
      const before = await replaceLastNote(change);
      expect(await tried(quarantine())).toEqual(refusal(/guard covers \d+ records/, before));
    });

    it('is refused if a given checkpoint covers the unsigned last batch; otherwise removes that batch, and a checkpoint that covers it is ANCHOR_INCONSISTENT', async () => {
      const published = lastOf(attacked.honest).note;
      writeFileSync(guardPath, attacked.olderNote, { mode: 0o600 });
      const before = await replaceLastNote((note) => splitNote(note)[0]);
      const refused = quarantine({ checkpoints: [attacked.olderNote, published] });
      expect(await tried(refused)).toEqual(refusal(/--checkpoint covers/, before));
      // No given checkpoint covers it: the removal is recorded, the batch is in the file, and the later checkpoint still contradicts.
      const { quarantine: said } = await quarantine();
      expect(said).toMatchObject({ batches: 1, records: 1 });
      const { findings } = await verify([published]);
      expect(findings.map(({ code }) => code)).toContain('ANCHOR_INCONSISTENT');
    });

    it.each<[string, (note: string) => string]>([
      ['a second signature', (note) => note + splitNote(forgedNote(splitNote(note)[0]))[1]],
      ['a line that is not a signature', (note) => `${note}— x y\n`],
      ['a blank line', (note) => `${note}\n`],
    ])(
      'is refused if the signed note of the last batch has %s in addition to its true signature',
      async (_what, change) => {
        writeFileSync(guardPath, attacked.olderNote, { mode: 0o600 });
        const before = await replaceLastNote(change);
        expect(await tried(quarantine())).toEqual(refusal(/so nothing is removed/, before));
      },
    );

    it.each<[string, (batch: Batch) => Partial<Batch>]>([
      ['hashes', ({ hashes }) => ({ hashes: Buffer.alloc(hashes.length) })],
      ['leaves', ({ leaves }) => ({ leaves: Buffer.alloc(leaves.length) })],
    ])('is refused if the %s of the last batch were changed', async (_what, change) => {
      writeFileSync(guardPath, attacked.olderNote, { mode: 0o600 });
      const last = lastOf(attacked.honest);
      await attacked.place.replaceBatches([
        ...attacked.honest.slice(0, -1),
        { ...last, ...change(last) },
      ]);
      expect(await tried(quarantine())).toEqual(
        refusal(/so nothing is removed/, await attacked.place.batches()),
      );
    });

    it('is refused if a batch that an unknown key signed is followed by a batch that the key of the ledger signed', async () => {
      await forgeBatch(attacked.place, FORGED, throwawaySigner(ORIGIN));
      await forgeBatch(attacked.place, [accessRecord(['p2'])], ownSigner());
      expect(await tried(quarantine())).toEqual(
        refusal(/so nothing is removed/, await attacked.place.batches()),
      );
    });

    it('is refused if a true batch before the end was changed', async () => {
      const batches = attacked.honest.map((batch, index) =>
        index === 2 ? { ...batch, leaves: Buffer.alloc(batch.leaves.length) } : batch,
      );
      await attacked.place.replaceBatches(batches);
      await forgeBatch(attacked.place, FORGED, null);
      expect(await tried(quarantine())).toEqual(
        refusal(/so nothing is removed/, await attacked.place.batches()),
      );
    });

    it('is refused if an attacker replaced the first batch with one that enrolls the key of the attacker and is signed with it', async () => {
      const attacker = throwawaySigner(ORIGIN);
      await attacked.place.replaceBatches([]);
      const enrolls = [attacker, ownSigner()].map(({ verifier }) =>
        accessRecord([], {
          kind: 'log.key.enrolled',
          accesses: [],
          details: { key: verifier.vkey },
        }),
      );
      await forgeBatch(attacked.place, enrolls, attacker);
      const begun = await attacked.place.batches();
      await attacked.place.replaceBatches([
        ...begun,
        ...attacked.honest.filter(({ first }) => first >= 2),
      ]);
      const before = await attacked.place.batches();
      expect(await tried(quarantine())).toEqual(
        refusal(/they were recorded, so nothing is removed/, before),
      );
    });

    it('removes a batch that begins inside the last true batch, and the ledger then verifies without findings', async () => {
      const last = lastOf(attacked.honest);
      const wide = attacked.honest.find(({ count, first }) => count > 1 && first > 0) ?? last;
      const kept = attacked.honest.slice(0, attacked.honest.indexOf(wide) + 1);
      await attacked.place.replaceBatches(kept);
      writeFileSync(guardPath, wide.note, { mode: 0o600 });
      const within = { ...last, first: wide.first + 1, size: wide.size + 1, note: 'x' };
      await attacked.place.replaceBatches([...kept, within]);
      await attacked.place.execute(`UPDATE head SET size = ${wide.size + 1}`);
      const { quarantine: said } = await quarantine();
      expect(said).toMatchObject({ first: wide.size, batches: 1 });
      expect((await attacked.place.batches()).slice(0, kept.length)).toEqual(kept);
      expect((await verify()).findings).toEqual([]);
    });

    it('removes a batch that carries the signed note of an earlier batch, and the ledger passes verification', async () => {
      await forgeBatch(attacked.place, FORGED, null);
      const note = attacked.honest[1]?.note ?? '';
      await replaceLastNote(() => note);
      const { quarantine: said } = await quarantine();
      expect(said.batches).toBe(1);
      expect((await verify()).result).toBe('PASS');
    });
  },
);

/** A note without its signature lines, and these lines. */
function splitNote(note: string): readonly [text: string, lines: string] {
  const end = note.lastIndexOf('\n\n') + 2;
  return [note.slice(0, end), note.slice(end)];
}

function forgedNote(text: string): string {
  const { verifier } = throwawaySigner(ORIGIN);
  return `${text}— ${verifier.name} ${Buffer.concat([verifier.id, Buffer.alloc(64, 1)]).toString('base64')}\n`;
}
