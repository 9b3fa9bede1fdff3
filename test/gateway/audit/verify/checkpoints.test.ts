import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import type { Batch } from '../../../../gateway/audit/tree/batch.ts';
import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { readCheckpoint, signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { cosign, createCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import { createDirectory, ledgerOptions } from '../sample.ts';
import { STORES } from '../stores.ts';
import { checkpointIn, createTamperedLedger } from './tampered-ledger.ts';

describe.each(STORES)('verification of a ledger on $name', (store) => {
  const ledger = createTamperedLedger(store);
  const { edit, forge, originalSigner, otherSigner, readBatches, verdict, verify, writeBatches } =
    ledger;

  describe('with a changed checkpoint', () => {
    it('reports UNSIGNED if its signature is missing, and for each batch if all signatures are missing', async () => {
      await edit(4, (batch) => ({ note: batch.note.slice(0, batch.note.indexOf('— ')) }));
      expect((await verdict())[1]).toBe('UNSIGNED 4..4');
      await writeBatches(
        (await readBatches()).map((batch) => ({
          ...batch,
          note: `${batch.note.split('\n\n')[0] ?? ''}\n`,
        })),
      );
      expect((await verdict()).filter((finding) => finding.startsWith('UNSIGNED'))).toHaveLength(6);
    });

    it('reports CHECKPOINT_SIGNATURE if a character of its signature is changed', async () => {
      await edit(9, ({ note }) => ({
        note: note.replace(/(.)(..\n)$/, (_, a, b) => (a === 'A' ? 'B' : 'A') + b),
      }));
      expect(await verdict()).toContain('CHECKPOINT_SIGNATURE 9..9');
    });

    it('reports KEY_NOT_VALID_AT_SIZE if it is signed with a key that was enrolled only later, and accepts the key after its enrollment', async () => {
      const next = otherSigner();
      const enrollment = (text: string) =>
        writeCanonical({
          ...(JSON.parse(text) as object),
          kind: 'log.key.enrolled',
          details: { key: next.verifier.vkey },
        });
      await forge(enrollment, originalSigner());
      ledger.loseGuard();
      const early = (await readBatches())[1]?.note ?? '';
      const resign = ({ note }: Batch) => ({ note: signCheckpoint(checkpointIn(note), next) });
      await edit(3, resign);
      expect(await verdict()).toContain('KEY_NOT_VALID_AT_SIZE 3..3');
      await edit(3, () => ({ note: early }));
      await edit(9, resign);
      expect(await verdict()).toEqual(['INCOMPLETE', 'NO_CHECKPOINT 10..10']);
      expect((await verify()).keys[1]).toEqual({
        vkey: next.verifier.vkey,
        source: 'enrolled in the ledger',
        validFrom: 5,
        validUntil: null,
      });
    });
  });

  describe('with a cosignature of a witness', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const witness = createCosigner('witness.test/one', privateKey);
    const witnesses = [witness.verifier.vkey];
    /** After the ledger was written, seconds. */
    const SEEN = Math.ceil(Date.now() / 1000);
    const cosigned = (note: string) =>
      note + cosign(readCheckpoint(note)?.note.text ?? '', SEEN, witness);

    it('passes without a caveat, and names the witness, the size of the checkpoint that it cosigned, and the time', async () => {
      const last = ledger.untouched.at(-1)?.note ?? '';
      const passed = await verify({ anchors: [cosigned(last)], witnesses });
      expect(passed.anchors[0]).toMatchObject({
        size: 10,
        cosigned: [{ witness: 'witness.test/one', at: SEEN }],
      });
      expect(passed).toMatchObject({ result: 'PASS', caveats: [] });
    });

    it('has a caveat about the records that no witness has cosigned: those after the cosigned size, or all without a cosignature', async () => {
      const passed = await verify({ anchors: [cosigned(ledger.anchor)], witnesses });
      expect(passed.caveats.join()).toContain('From record 9 on, no given witness has cosigned');
      const unseen = await verify({ anchors: [ledger.anchor], witnesses });
      expect(unseen.caveats.join()).toContain('From record 0 on, no given witness has cosigned');
    });

    it('ignores a cosignature of another checkpoint, and reports ROLLBACK if cosigned records were cut off', async () => {
      const forged =
        ledger.anchor +
        cosigned(ledger.untouched.at(-1)?.note ?? '')
          .split('\n')
          .at(-2) +
        '\n';
      expect((await verify({ anchors: [forged], witnesses })).anchors[0]?.cosigned).toEqual([]);
      await writeBatches((await readBatches()).slice(0, -3));
      expect(await verdict({ anchors: [cosigned(ledger.anchor)], witnesses })).toContain(
        'ROLLBACK 5..8',
      );
    });

    it('is refused if the given key is not a key of a witness', async () => {
      await expect(verify({ witnesses: [ledger.publicKey] })).rejects.toThrow(
        'is not the key of a witness',
      );
    });
  });

  describe('with two checkpoints of the same size', () => {
    it('reports ANCHOR_INCONSISTENT and EQUIVOCATION if they are signed for different records, and passes if they are equal', async () => {
      await forge((text) => text.replace('"p3"', '"p8"'), originalSigner());
      const other = (await readBatches()).at(-2)?.note ?? '';
      await writeBatches(ledger.untouched);
      expect(await verdict({ anchors: [ledger.anchor, other] })).toEqual([
        'FAIL',
        'ANCHOR_INCONSISTENT 0..8',
        'EQUIVOCATION 0..8',
      ]);
      expect(await verdict({ anchors: [ledger.anchor, ledger.anchor] })).toEqual(['PASS']);
    });

    it('reports ANCHOR_INCONSISTENT and CHECKPOINT_SIGNATURE, not EQUIVOCATION, if another key signed one of them', async () => {
      await forge((text) => text.replace('"p3"', '"p8"'), otherSigner());
      const other = (await readBatches()).at(-2)?.note ?? '';
      await writeBatches(ledger.untouched);
      expect(await verdict({ anchors: [ledger.anchor, other] })).toEqual([
        'FAIL',
        'ANCHOR_INCONSISTENT 0..8',
        'CHECKPOINT_SIGNATURE 0..0',
      ]);
    });
  });

  describe('with another name, key or anchor', () => {
    it('reports ORIGIN_MISMATCH if the name of the ledger, or that of the guard, is not that of the pinned key', async () => {
      const other = createDirectory();
      const options = ledgerOptions(other.path, { origin: 'other.test/ledger' });
      await (await openLedger(options)).close();
      const foreign = { location: options.location, guardPath: options.guardPath };
      expect(await verdict(foreign)).toContain('ORIGIN_MISMATCH 0..2');
      expect(await verdict({ guardPath: foreign.guardPath })).toContain('ORIGIN_MISMATCH 0..0');
      other.remove();
    });

    it('reports CHECKPOINT_SIGNATURE if the pinned key has the same name and is another key', async () => {
      expect(await verdict({ publicKey: otherSigner().verifier.vkey })).toContain(
        'CHECKPOINT_SIGNATURE 0..2',
      );
    });

    it('reports CHECKPOINT_SIGNATURE if the anchor is not a checkpoint', async () => {
      expect(await verdict({ anchors: ['nonsense'] })).toContain('CHECKPOINT_SIGNATURE 0..0');
    });
  });
});
