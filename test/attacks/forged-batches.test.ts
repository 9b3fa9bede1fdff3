import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { readSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import type { Ledger } from '../../gateway/audit/append/ledger.ts';
import { openLedger, type LedgerOptions } from '../../gateway/audit/append/open-ledger.ts';
import { writeProof, type Proof } from '../../gateway/audit/proof/proof-file.ts';
import { provePatient } from '../../gateway/audit/proof/prove-patient.ts';
import { verifyProof } from '../../gateway/audit/proof/verify-proof.ts';
import { controlRecord } from '../../gateway/audit/record/control/control-record.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { readStops, readStopsFrom } from '../../gateway/access/break-glass/read-stops.ts';
import { placeHold } from '../../gateway/audit/maintain/retain/change-hold.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { batchHash, packLeaves, unpackLeaves } from '../../gateway/audit/tree/batch.ts';
import { createProver } from '../../gateway/audit/tree/create-prover.ts';
import { EMPTY_TREE, leafHash } from '../../gateway/audit/tree/merkle-tree.ts';
import { createSigner, type NoteSigner } from '../../gateway/audit/tree/signed-note.ts';
import { compareIndex } from '../../gateway/reports/query/compare-index.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import { openLedgerReport } from '../../gateway/reports/accounting/open-ledger-report.ts';
import { ledgerLog } from '../../gateway/platform/ledger-log.ts';
import { createLog } from '../../gateway/platform/log.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  ledgerOptions,
} from '../gateway/audit/sample.ts';
import { STORES, type Place } from '../gateway/audit/stores.ts';
import { indexPlace, withIndex } from '../gateway/reports/index/places.ts';
import { ORIGIN, reportOn, verifyWithGuard } from '../support/attacked-ledger.ts';
import { forgeBatch, throwawaySigner } from '../support/forge-batch.ts';

/** What an attacker invents: reads that never were, that a real one never left, and a stop of a grant. */
const FORGED: readonly AuditRecord[] = [
  accessRecord(['p-forged']),
  accessRecord(['p1']),
  accessRecord([], { kind: 'unreleased', accesses: [], details: { first: 3, count: 1 } }),
  breakGlassRecord({ commitment: '' }, 'p1', {
    kind: 'breakglass.stop',
    reason: 'STOPPED',
    breakGlass: { id: 'forged-stop', until: 1 },
    details: null,
  }),
];

/** With the rights of a gateway's login and without a key of the ledger. */
const SIGNERS: readonly (readonly [string, () => NoteSigner | null])[] = [
  ['signed with a throwaway key', () => throwawaySigner(ORIGIN)],
  ['without a signature', () => null],
];

const AUDIT_UNAVAILABLE = { code: 'AUDIT_UNAVAILABLE' };

const ignore = () => undefined;

interface TestLedger {
  readonly directory: ReturnType<typeof createDirectory>;
  readonly place: Place;
}

function optionsOf({ directory, place }: TestLedger) {
  return ledgerOptions(directory.path, { location: place.location });
}

/** A ledger with one real read of p1, which is record 3. */
async function begin(ledger: TestLedger, overrides: Partial<LedgerOptions> = {}): Promise<Ledger> {
  const open = await openLedger({ ...optionsOf(ledger), ...overrides });
  await open.append(accessRecord(['p1']));
  return open;
}

/** The ledger's own key. */
function honestSigner(ledger: TestLedger): NoteSigner {
  const key = readSigningKey(optionsOf(ledger).keyPath);
  if (key === null) throw new Error('The ledger has no key.');
  return createSigner(ORIGIN, key);
}

async function report({ place }: TestLedger, patient: string) {
  const { rows, damaged } = await reportOn(place.location, patient);
  return { rows: rows.map(({ leaf, outcome }) => [leaf, outcome]), damaged: [...new Set(damaged)] };
}

describe.each(STORES)('a forged batch of records in a ledger on $name', (store) => {
  beforeAll(() => store.start());
  afterAll(() => store.stop());

  const create = async (): Promise<TestLedger> => {
    const directory = createDirectory();
    return { directory, place: await store.place(directory.path) };
  };
  const bytesLiteral = (bytes: Buffer) =>
    store.name === 'SQLite' ? `x'${bytes.toString('hex')}'` : `'\\x${bytes.toString('hex')}'`;

  describe.each(SIGNERS)('%s at the end of the ledger', (_how, signer) => {
    let ledger: TestLedger;
    let running: Ledger;
    const lines: string[] = [];
    beforeAll(async () => {
      ledger = await create();
      const log = createLog('info', { write: (line: string) => void lines.push(line) });
      running = await begin(ledger, { log: ledgerLog(log) });
      await forgeBatch(ledger.place, FORGED, signer());
    });
    afterAll(() => {
      ledger.directory.remove();
    });

    it('makes a running gateway unready and refuse to append after it, with AUDIT_UNAVAILABLE', async () => {
      const before = await ledger.place.batches();
      await expect(running.append(accessRecord(['p1']))).rejects.toMatchObject(AUDIT_UNAVAILABLE);
      expect(running.ready()).toBe(false);
      await running.close();
      expect(await ledger.place.batches()).toEqual(before);
    });

    it('makes a running gateway log the command that removes it, phi-gateway audit quarantine', () => {
      expect(lines[0]).toMatch(/"msg":"[a-z].*, run phi-gateway audit quarantine --db ledger"/);
    });

    it('prevents a gateway from starting and a hold from being placed, with the error that it is not signed with a key of this ledger', async () => {
      const refusal = /not signed with (a key of this ledger|its key)/;
      const { keyPath, guardPath, location } = optionsOf(ledger);
      await expect(openLedger(optionsOf(ledger))).rejects.toThrow(refusal);
      const tool = { location, keyPath, guardPath, version: '1', at: Date.now(), reason: 'x' };
      const hold = placeHold(tool, { patient: 'p1', from: 0, until: null });
      await expect(hold).rejects.toThrow(refusal);
    });
  });

  describe.each(SIGNERS)(
    '%s followed by a genuine batch, as earlier versions allowed',
    (_how, signer) => {
      const patient = { patient: 'p1', since: null, until: null, onProgress: ignore };
      let ledger: TestLedger;
      let before: Proof;
      /** Index of the first forged record; the second is about p1. */
      let first: number;
      beforeAll(async () => {
        ledger = await create();
        await (await begin(ledger)).close();
        before = await provePatient({ ...patient, location: ledger.place.location });
        first = await forgeBatch(ledger.place, FORGED, signer());
        await forgeBatch(ledger.place, [accessRecord(['p2'])], honestSigner(ledger));
      });
      afterAll(() => {
        ledger.directory.remove();
      });

      it('adds no rows to reports that read the ledger, which list its records about the patient as damaged', async () => {
        expect(await report(ledger, 'p-forged')).toEqual({ rows: [], damaged: [first] });
        expect((await report(ledger, 'p1')).rows).toEqual([[3, 'permit']]);
        expect((await report(ledger, 'p2')).rows).toHaveLength(1);
        const account = await openLedgerReport({
          location: ledger.place.location,
          patientText: '"p1"',
        });
        const released: boolean[] = [];
        for await (const { isReleased } of account.leaves) released.push(isReleased);
        await account.close();
        expect(released).toEqual([true]);
        expect(account.damaged).toEqual([first + 1, first + 3]);
      });

      it('ends the report index before it, and comparisons with the ledger end there too', async () => {
        const { place, directory } = ledger;
        const reader = await openReader(place.location);
        await withIndex(await indexPlace(place, directory.path), async (index) => {
          expect(await fillIndex(index, reader)).toEqual({ size: first, brokenAt: first });
          const options = { filter: {}, searchText: null, publicKey: null, onProgress: ignore };
          expect((await compareIndex(index, reader, options)).size).toBe(first);
        });
        await reader.close();
      });

      it('prevents new proofs; a proof that includes its record passes alone and fails against the ledger', async () => {
        const { location } = ledger.place;
        const refusal = `damaged at record ${first}`;
        await expect(provePatient({ ...patient, location })).rejects.toThrow(refusal);
        const text = writeProof(await proveForged());
        const { publicKey } = before;
        expect((await verifyProof({ text, publicKey, location: null })).result).toBe('PASS');
        await expect(verifyProof({ text, publicKey, location })).rejects.toThrow(refusal);
      });

      /** A proof of what the ledger holds of p1, the forged record included, as earlier versions made it. */
      async function proveForged(): Promise<Proof> {
        const batches = await ledger.place.batches();
        const leaves = batches.flatMap((batch) => unpackLeaves(batch.leaves) ?? []);
        const proven = [3, first + 1];
        const prover = createProver(EMPTY_TREE, new Set(proven));
        prover.add(leaves.map((bytes) => leafHash(bytes)));
        const { inclusion } = prover.finish();
        const included = proven.map((index) => ({
          index,
          leaf: String(leaves[index]),
          path: (inclusion.get(index) ?? []).map((hash) => hash.toString('base64')),
          openings: null,
        }));
        return { ...before, checkpoint: batches.at(-1)?.note ?? '', leaves: included };
      }

      it('ends no break-glass grant: its records are not read as stops', async () => {
        const { ids, keys } = await readStops(ledger.place.location, { now: 0, ms: 0 });
        expect(ids).toEqual([]);
        const reader = await openReader(ledger.place.location);
        expect((await readStopsFrom(reader, { end: 0, keys })).ids).toEqual([]);
        await reader.close();
      });

      it('makes audit verify fail with UNSIGNED (no signature) or CHECKPOINT_SIGNATURE (throwaway key)', async () => {
        const { result, findings } = await verifyWithGuard(optionsOf(ledger));
        expect(result).toBe('FAIL');
        expect(findings.map(({ code }) => code)).toContain(
          signer() === null ? 'UNSIGNED' : 'CHECKPOINT_SIGNATURE',
        );
      });
    },
  );

  describe('that enrolls a key or replaces the end of the ledger', () => {
    let ledger: TestLedger;
    beforeEach(async () => {
      ledger = await create();
    });
    afterEach(() => {
      ledger.directory.remove();
    });

    it('does not enroll the key: records signed with it are damaged, and a gateway with it cannot start', async () => {
      await (await begin(ledger)).close();
      const attacker = generateKeyPairSync('ed25519').privateKey;
      const forged = createSigner(ORIGIN, attacker);
      const enrolls = controlRecord('log.key.enrolled', 1, { key: forged.verifier.vkey });
      const first = await forgeBatch(ledger.place, [enrolls], throwawaySigner(ORIGIN));
      await forgeBatch(ledger.place, [accessRecord(['p-forged'])], forged);
      await forgeBatch(ledger.place, [accessRecord(['p2'])], honestSigner(ledger));
      expect(await report(ledger, 'p-forged')).toEqual({ rows: [], damaged: [first + 1] });
      const keyPath = `${ledger.directory.path}/attacker.key`;
      const pem = attacker.export({ type: 'pkcs8', format: 'pem' });
      writeFileSync(keyPath, pem, { mode: 0o600 });
      const opening = openLedger({ ...optionsOf(ledger), keyPath, guardPath: `${keyPath}.guard` });
      await expect(opening).rejects.toThrow(/not enrolled|ROLLBACK_DETECTED/);
    });

    it('makes a running gateway refuse to append (AUDIT_UNAVAILABLE), and prevents a gateway from starting, if it replaces the last batch', async () => {
      const running = await begin(ledger);
      const batches = await ledger.place.batches();
      const last = batches.at(-1);
      const [leaf] = unpackLeaves(last?.leaves ?? Buffer.alloc(0)) ?? [];
      const bytes = Buffer.from(String(leaf).replace('p1', 'p2'));
      const hashes = leafHash(bytes);
      await ledger.place.execute(
        `UPDATE batches SET leaves = ${bytesLiteral(packLeaves([bytes]))},
          hashes = ${bytesLiteral(hashes)} WHERE first = ${last?.first};
         UPDATE head SET batch = ${bytesLiteral(batchHash(last?.note ?? '', hashes))}`,
      );
      await expect(running.append(accessRecord(['p1']))).rejects.toMatchObject(AUDIT_UNAVAILABLE);
      await running.close();
      await expect(openLedger(optionsOf(ledger))).rejects.toThrow(/damaged at its end/);
    });

    it('makes a running gateway unready and refuse to append (AUDIT_UNAVAILABLE), if only the head names it as the last', async () => {
      const running = await begin(ledger);
      await ledger.place.execute(`UPDATE head SET batch = ${bytesLiteral(Buffer.alloc(32))}`);
      await expect(running.append(accessRecord(['p1']))).rejects.toMatchObject(AUDIT_UNAVAILABLE);
      expect(running.ready()).toBe(false);
      await running.close();
    });
  });
});
