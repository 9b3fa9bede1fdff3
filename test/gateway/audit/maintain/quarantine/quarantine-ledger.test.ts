import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  createSigningKey,
  readSigningKey,
} from '../../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import {
  planQuarantine,
  quarantineLedger,
} from '../../../../../gateway/audit/maintain/quarantine/quarantine-ledger.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import type { LedgerLocation } from '../../../../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { openStore } from '../../../../../gateway/audit/store/open-store.ts';
import type { Batch } from '../../../../../gateway/audit/tree/batch.ts';
import { createSigner, type NoteSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { forgeBatch, throwawaySigner } from '../../../../support/forge-batch.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import { indexPlace, withIndex } from '../../../reports/index/places.ts';
import { saveLedger } from '../../save-ledger.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { STORES, type Place } from '../../stores.ts';
import { INSPECTED } from '../../verify/inspected.ts';

const ORIGIN = 'gateway.test/ledger';
const ONE = commitTo('found unconscious', 'ab'.repeat(32));

/** A read that never was, and a reason that a true record commits to. */
const FORGED: readonly AuditRecord[] = [
  accessRecord(['p-forged']),
  breakGlassRecord(ONE, 'p-forged'),
];

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

/** A note without its signature lines, and these lines. */
function splitNote(note: string): readonly [text: string, lines: string] {
  const end = note.lastIndexOf('\n\n') + 2;
  return [note.slice(0, end), note.slice(end)];
}

function lastOf(batches: readonly Batch[]): Batch {
  const last = batches.at(-1);
  if (last === undefined) throw new Error('The ledger is empty.');
  return last;
}

function forgedNote(text: string): string {
  const { verifier } = throwawaySigner(ORIGIN);
  return `${text}— ${verifier.name} ${Buffer.concat([verifier.id, Buffer.alloc(64, 1)]).toString('base64')}\n`;
}

/** An attempt that was refused, changed nothing and made no file. */
function refusal(why: RegExp, batches: readonly Batch[]) {
  return { said: expect.stringMatching(why), batches, hasFile: false };
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
  const directory = createDirectory();
  const { keyPath, guardPath } = ledgerOptions(directory.path);
  const isShared = store.name === 'PostgreSQL';
  const evidencePath = join(directory.path, 'evidence.jsonl');
  /** A checkpoint of an earlier time than the guard's. */
  let olderNote = '';
  let place: Place;
  let publicKey = '';
  let putBack: () => Promise<void>;
  let honest: readonly Batch[] = [];

  // The tests share records of the start. Where the record of the stop is lost, their age counts as a gap.
  const heartbeatMs = 3_600_000;
  const open = () =>
    openLedger(ledgerOptions(directory.path, { location: place.location, heartbeatMs }));

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const ledger = await open();
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p1']));
    await ledger.append(breakGlassRecord(ONE, 'p1'), ONE);
    await ledger.close();
    olderNote = readFileSync(guardPath, 'utf8');
    const again = await open();
    await again.append(accessRecord(['p2']));
    await again.close();
    honest = await place.batches();
    putBack = await saveLedger(place, directory.path);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });
  beforeEach(() => putBack());

  const as = (user: string): LedgerLocation => {
    const { location } = place;
    return location.kind === 'postgres'
      ? { kind: 'postgres', server: { ...location.server, user } }
      : location;
  };
  const options = (overrides: object = {}) => ({
    location: as('quarantiner'),
    keyPath,
    guardPath,
    version: '1',
    at: Date.now(),
    checkpoints: [] as readonly string[],
    witnesses: [],
    reason: 'a writer login was stolen',
    evidencePath,
    ...overrides,
  });
  const quarantine = (overrides: object = {}) => quarantineLedger(options(overrides));
  async function verify(anchors: readonly string[] = []) {
    const { location } = place;
    const asked = { location, publicKey, anchors, witnesses: [], guardPath };
    return verifyLedger(asked, INSPECTED);
  }
  async function storedText() {
    const reader = await openReader(place.location);
    const opening = await reader.findOpening(ONE.commitment);
    await reader.close();
    return opening?.text;
  }
  /** The key of the gateway that wrote all of it. */
  function ownSigner(): NoteSigner {
    const key = readSigningKey(keyPath);
    if (key === null) throw new Error('The ledger has no key.');
    return createSigner(ORIGIN, key);
  }
  /** What an attempt says, and what it has left. */
  async function tried(attempt: Promise<unknown>) {
    const said = await attempt.then(
      () => 'done',
      (error: unknown) => String(error),
    );
    return { said, batches: await place.batches(), hasFile: existsSync(evidencePath) };
  }
  /** Writes another note below the last batch, and the head that goes with it, as the owner can. */
  async function replaceLastNote(change: (note: string) => string): Promise<Batch[]> {
    const batches = await place.batches();
    const last = lastOf(batches);
    await place.replaceBatches([...batches.slice(0, -1), { ...last, note: change(last.note) }]);
    return place.batches();
  }

  describe.each(SIGNERS)('that are %s', (_how, signer) => {
    it('moves them to a file, records that and keeps all true batches and texts, and the ledger passes verification', async () => {
      const size = lastOf(honest).size;
      await forgeBatch(place, FORGED, signer());
      await forgeBatch(place, FORGED, signer());
      const { leaf, quarantine: said } = await quarantine();
      expect(said).toMatchObject({ first: size, batches: 2, records: 4 });
      expect(said.evidence).toBe(sha256(evidencePath));
      expect(statSync(evidencePath).mode & 0o777).toBe(0o600);
      const rows = linesOf(evidencePath);
      expect(rows.map(({ table }) => table)).toEqual([undefined, 'head', 'batches', 'batches']);
      const kept = Buffer.from(String(rows[2]?.row?.['leaves']), 'base64');
      expect(String(kept)).toContain('p-forged');
      const now = await place.batches();
      expect(now.slice(0, honest.length)).toEqual(honest);
      const verdict = await verify([olderNote, lastOf(honest).note]);
      expect(verdict.findings).toEqual([]);
      expect(verdict.result).toBe('PASS');
      expect(verdict.quarantined).toEqual([{ ...said, by: leaf }]);
      expect(verdict.caveats.join()).toContain(`Record ${leaf} states that it removed`);
      // A true record commits to the same text.
      expect(await storedText()).toBe(ONE.text);
    });

    it('is recommended by a gateway that refuses to start, and lets the gateway start and append again', async () => {
      await forgeBatch(place, FORGED, signer());
      await expect(open()).rejects.toThrow('phi-gateway audit quarantine --db ');
      await quarantine();
      const ledger = await open();
      await ledger.append(accessRecord(['p3']));
      await ledger.close();
      expect((await verify()).result).toBe('PASS');
    });

    it('can be planned without changing anything; the plan states the forged records and how many records the guard file covers', async () => {
      await forgeBatch(place, FORGED, signer());
      const before = await place.batches();
      const plan = await planQuarantine({ ...options(), location: as('auditor') });
      expect(plan.tail).toMatchObject({ batches: 1, records: 2, openings: [] });
      expect(plan.tail.shown[0]?.kinds).toEqual(['access', 'breakglass.start']);
      expect(plan.remembered).toBe(lastOf(honest).size);
      expect(await place.batches()).toEqual(before);
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
        ledgerOptions(directory.path, { location: place.location, log }),
      );
      await forge(place);
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
    await forgeBatch(place, [breakGlassRecord(invented, 'p-forged')], throwawaySigner(ORIGIN));
    const size = lastOf(honest).size;
    const hex = Buffer.from(invented.text).toString('hex');
    const text = isShared ? `'\\x${hex}'` : `CAST(x'${hex}' AS TEXT)`;
    const openings = isShared ? `'\\x00'` : `x'00'`;
    await place.execute(
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
    const reader = await openReader(place.location);
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
      await place.execute(sql);
      expect((await verify()).findings[0]?.text).toContain('phi-gateway audit quarantine --db ');
      await expect(open()).rejects.toThrow(/audit quarantine/);
      const { plan, quarantine: said, leaf } = await quarantine();
      expect(plan.headFault).not.toBeNull();
      expect(said).toMatchObject({ first: lastOf(honest).size, batches: 0, records: 0 });
      expect(linesOf(evidencePath).map(({ table }) => table)).toEqual([undefined, 'head']);
      expect(await verify()).toMatchObject({ result: 'PASS', quarantined: [{ by: leaf }] });
      await (await open()).close();
    },
  );

  it('is refused if there is nothing to remove, also right after a quarantine', async () => {
    expect(await tried(quarantine())).toEqual(refusal(/there is nothing to remove/, honest));
    await forgeBatch(place, FORGED, null);
    await quarantine();
    rmSync(evidencePath);
    expect(await tried(quarantine())).toEqual(
      refusal(/there is nothing to remove/, await place.batches()),
    );
  });

  it('is refused, and changes neither the ledger nor the target file, if the target file has other content', async () => {
    await forgeBatch(place, FORGED, null);
    const before = await place.batches();
    writeFileSync(evidencePath, 'notes of another day');
    await expect(quarantine()).rejects.toThrow(/exists and has other content/);
    expect(readFileSync(evidencePath, 'utf8')).toBe('notes of another day');
    expect(await place.batches()).toEqual(before);
  });

  it('reuses the file of an interrupted quarantine unchanged, and the ledger passes verification', async () => {
    await forgeBatch(place, FORGED, null);
    const saved = await place.save();
    const { quarantine: said } = await quarantine();
    await saved();
    copyFileSync(evidencePath, `${evidencePath}.first`);
    // As it was killed between the file and the commit; the guard had not moved.
    writeFileSync(guardPath, lastOf(honest).note, { mode: 0o600 });
    const again = await quarantine();
    expect(again.quarantine).toEqual(said);
    expect(sha256(evidencePath)).toBe(sha256(`${evidencePath}.first`));
    expect((await verify()).result).toBe('PASS');
  });

  it('is refused with a key file that is missing or a key that the ledger has not enrolled', async () => {
    await forgeBatch(place, FORGED, null);
    const before = await place.batches();
    const other = join(directory.path, 'other.key');
    expect(await tried(quarantine({ keyPath: other }))).toEqual(
      refusal(/other.key is missing/, before),
    );
    createSigningKey(other);
    const refused = quarantine({ keyPath: other });
    expect(await tried(refused)).toEqual(refusal(/not valid at the proven end/, before));
  });

  it('is refused without a checkpoint from outside the ledger', async () => {
    await forgeBatch(place, FORGED, null);
    const before = await place.batches();
    const unknown = join(directory.path, 'none.guard');
    const refused = quarantine({ guardPath: unknown });
    expect(await tried(refused)).toEqual(refusal(/No remembered checkpoint shows/, before));
  });

  it('lets the report index, which stops where the forged batches begin, continue to the end of the ledger', async () => {
    const index = await indexPlace(place, directory.path);
    const fill = () =>
      withIndex(index, async (opened) => {
        const reader = await openReader(place.location);
        const filled = await fillIndex(opened, reader);
        await reader.close();
        return filled;
      });
    await forgeBatch(place, FORGED, null);
    const { size } = lastOf(honest);
    expect(await fill()).toEqual({ size, brokenAt: size });
    await quarantine();
    expect(await fill()).toEqual({ size: lastOf(await place.batches()).size, brokenAt: null });
  });

  it('changes nothing if its last check before the removal fails, or if the new head row would not match the last batch', async () => {
    await forgeBatch(place, FORGED, null);
    const before = await place.batches();
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
    expect(await place.batches()).toEqual(before);
  });

  describe('after an attack on true records', () => {
    it('is unnecessary if the lost signature of the last batch is restored from the guard file: the ledger passes verification', async () => {
      await replaceLastNote((note) => splitNote(note)[0]);
      await replaceLastNote(() => readFileSync(guardPath, 'utf8'));
      expect(await place.batches()).toEqual(honest);
      expect((await verify()).result).toBe('PASS');
      expect(await tried(quarantine())).toMatchObject(
        refusal(/there is nothing to remove/, honest),
      );
    });

    it('records that the head row named more records than the ledger held; a checkpoint of the missing records is ANCHOR_INCONSISTENT', async () => {
      writeFileSync(guardPath, olderNote, { mode: 0o600 });
      await place.execute(`DELETE FROM batches WHERE first = ${lastOf(honest).first}`);
      const { leaf } = await quarantine();
      const { result, caveats } = await verify();
      expect(result).toBe('PASS');
      expect(caveats.join()).toContain(
        `stated ${lastOf(honest).size} records when it was corrected, as record ${leaf} states`,
      );
      const { findings } = await verify([lastOf(honest).note]);
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
      const published = lastOf(honest).note;
      writeFileSync(guardPath, olderNote, { mode: 0o600 });
      const before = await replaceLastNote((note) => splitNote(note)[0]);
      const refused = quarantine({ checkpoints: [olderNote, published] });
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
        writeFileSync(guardPath, olderNote, { mode: 0o600 });
        const before = await replaceLastNote(change);
        expect(await tried(quarantine())).toEqual(refusal(/so nothing is removed/, before));
      },
    );

    it.each<[string, (batch: Batch) => Partial<Batch>]>([
      ['hashes', ({ hashes }) => ({ hashes: Buffer.alloc(hashes.length) })],
      ['leaves', ({ leaves }) => ({ leaves: Buffer.alloc(leaves.length) })],
    ])('is refused if the %s of the last batch were changed', async (_what, change) => {
      writeFileSync(guardPath, olderNote, { mode: 0o600 });
      const last = lastOf(honest);
      await place.replaceBatches([...honest.slice(0, -1), { ...last, ...change(last) }]);
      expect(await tried(quarantine())).toEqual(
        refusal(/so nothing is removed/, await place.batches()),
      );
    });

    it('is refused if a batch that an unknown key signed is followed by a batch that the key of the ledger signed', async () => {
      await forgeBatch(place, FORGED, throwawaySigner(ORIGIN));
      await forgeBatch(place, [accessRecord(['p2'])], ownSigner());
      expect(await tried(quarantine())).toEqual(
        refusal(/so nothing is removed/, await place.batches()),
      );
    });

    it('is refused if a true batch before the end was changed', async () => {
      const batches = honest.map((batch, index) =>
        index === 2 ? { ...batch, leaves: Buffer.alloc(batch.leaves.length) } : batch,
      );
      await place.replaceBatches(batches);
      await forgeBatch(place, FORGED, null);
      expect(await tried(quarantine())).toEqual(
        refusal(/so nothing is removed/, await place.batches()),
      );
    });

    it('is refused if an attacker replaced the first batch with one that enrolls the key of the attacker and is signed with it', async () => {
      const attacker = throwawaySigner(ORIGIN);
      await place.replaceBatches([]);
      const enrolls = [attacker, ownSigner()].map(({ verifier }) =>
        accessRecord([], {
          kind: 'log.key.enrolled',
          accesses: [],
          details: { key: verifier.vkey },
        }),
      );
      await forgeBatch(place, enrolls, attacker);
      const begun = await place.batches();
      await place.replaceBatches([...begun, ...honest.filter(({ first }) => first >= 2)]);
      const before = await place.batches();
      expect(await tried(quarantine())).toEqual(
        refusal(/they were recorded, so nothing is removed/, before),
      );
    });

    it('removes a batch that begins inside the last true batch, and the ledger then verifies without findings', async () => {
      const last = lastOf(honest);
      const wide = honest.find(({ count, first }) => count > 1 && first > 0) ?? last;
      const kept = honest.slice(0, honest.indexOf(wide) + 1);
      await place.replaceBatches(kept);
      writeFileSync(guardPath, wide.note, { mode: 0o600 });
      const within = { ...last, first: wide.first + 1, size: wide.size + 1, note: 'x' };
      await place.replaceBatches([...kept, within]);
      await place.execute(`UPDATE head SET size = ${wide.size + 1}`);
      const { quarantine: said } = await quarantine();
      expect(said).toMatchObject({ first: wide.size, batches: 1 });
      expect((await place.batches()).slice(0, kept.length)).toEqual(kept);
      expect((await verify()).findings).toEqual([]);
    });

    it('removes a batch that carries the signed note of an earlier batch, and the ledger passes verification', async () => {
      await forgeBatch(place, FORGED, null);
      const note = honest[1]?.note ?? '';
      await replaceLastNote(() => note);
      const { quarantine: said } = await quarantine();
      expect(said.batches).toBe(1);
      expect((await verify()).result).toBe('PASS');
    });
  });
});
