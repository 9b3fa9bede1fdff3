import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../../../gateway/audit/append/ledger.ts';
import { openLedger, type LedgerOptions } from '../../../../gateway/audit/append/open-ledger.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { leavesOf } from '../read-leaves.ts';
import { saveLedger } from '../save-ledger.ts';
import { STORES, type Place } from '../stores.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { atDepth } from '../../../support/depth.ts';
import { reportLostRecords } from '../../../support/report-lost-records.ts';

// Threads are slow to start where many tests share a core.
async function until(condition: () => boolean | Promise<boolean>) {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries > 2000) throw new Error('It did not happen within twenty seconds.');
    await sleep(10);
  }
}

describe.each(STORES)('a ledger on $name', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  let place: Place;
  const opened: Ledger[] = [];
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  /** Puts the ledger of `useWritten` back; null for a new ledger in each test. */
  let putBack: (() => Promise<void>) | null = null;
  const makePlace = async () => {
    directory = createDirectory();
    path = join(directory.path, 'audit.db');
    place = await store.place(directory.path);
  };
  beforeEach(() => (putBack ?? makePlace)());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((ledger) => ledger.close()));
    if (putBack === null) directory.remove();
  });

  /** Writes a ledger with one record once, and puts it back for each test of a group. */
  function useWritten(): void {
    beforeAll(async () => {
      await makePlace();
      await write(['p1']);
      putBack = await saveLedger(place, directory.path);
    });
    afterAll(() => {
      putBack = null;
      directory.remove();
    });
  }

  async function open(overrides: Partial<LedgerOptions> = {}) {
    const { location } = place;
    const ledger = await openLedger(ledgerOptions(directory.path, { location, ...overrides }));
    opened.push(ledger);
    return ledger;
  }

  /** Opens and closes a ledger with a few records. */
  async function write(patients: readonly string[]) {
    const ledger = await open();
    for (const patient of patients) await ledger.append(accessRecord([patient]));
    await ledger.close();
  }

  async function verify() {
    const { location } = place;
    const options = {
      location,
      publicKey: null,
      anchors: [],
      witnesses: [],
      guardPath: `${path}.guard`,
    };
    return (await verifyLedger(options)).result;
  }

  const readBatches = () => place.batches();
  const readLeaves = async () => leavesOf(await place.batches());

  const KEYS = {
    ed25519: generateKeyPairSync('ed25519').privateKey,
    x25519: generateKeyPairSync('x25519').privateKey,
  };

  function replaceKey(content: keyof typeof KEYS | 'nonsense') {
    rmSync(`${path}.key`);
    const pem =
      content === 'nonsense' ? content : KEYS[content].export({ format: 'pem', type: 'pkcs8' });
    writeFileSync(`${path}.key`, pem, { mode: 0o600 });
  }

  const unavailable = { code: 'AUDIT_UNAVAILABLE' };

  describe('a new ledger', () => {
    it('is ready, and begins with records of its key, its start and the access policy', async () => {
      const ledger = await open();
      expect(ledger.ready()).toBe(true);
      expect(await ledger.append(accessRecord(['p1']))).toEqual({ first: 3, count: 1 });
      const leaves = await readLeaves();
      expect(leaves.map(({ kind }) => kind)).toEqual([
        'log.key.enrolled',
        'log.start',
        'log.policy',
        'access',
      ]);
      expect(leaves[0]?.details).toEqual({ key: ledger.publicKey });
      expect(leaves[1]?.details).toMatchObject({ headSize: 0, guardSize: null });
    });
  });

  describe('appending a record', () => {
    it('resolves only after its record is in the database and covered by the head of the ledger', async () => {
      const ledger = await open();
      const { first } = await ledger.append(accessRecord(['p1', 'p2']));
      expect((await readLeaves())[first]).toMatchObject(accessRecord(['p1', 'p2']));
      expect(ledger.head().size).toBe(first + 1);
      expect(ledger.head().root).toBe((await readBatches()).at(-1)?.root.toString('hex'));
    });

    it('shares a commit with simultaneous appends: 300 appends get consecutive positions in fewer than 10 batches', async () => {
      const ledger = await open();
      const appends = Array.from({ length: 300 }, (_, index) =>
        ledger.append(accessRecord([`p${index}`])),
      );
      const places = await Promise.all(appends);
      expect(places.map(({ first }) => first)).toEqual(places.map((_, index) => index + 3));
      expect((await readBatches()).length).toBeLessThan(10);
    });

    it('returns the first position and the number of parts of a record that is split', async () => {
      const ledger = await open();
      const patients = Array.from({ length: 5000 }, (_, index) => `patient-${index}`);
      const { first, count } = await ledger.append(accessRecord(patients));
      expect(count).toBeGreaterThan(1);
      const parts = (await readLeaves()).slice(first, first + count);
      expect(parts.map(({ part }) => part)).toEqual(parts.map((_, index) => index + 1));
    });

    it('is refused with AUDIT_UNAVAILABLE if the queue is full, and the queued appends succeed', async () => {
      const ledger = await open({ maxQueue: 10 });
      const appends = Array.from({ length: 11 }, () => ledger.append(accessRecord(['p1'])));
      await expect(appends.pop()).rejects.toMatchObject(unavailable);
      await expect(Promise.all(appends)).resolves.toHaveLength(10);
    });

    it('fails alone (AUDIT_UNAVAILABLE) if its record holds an unpaired surrogate, and the ledger stays ready', async () => {
      const ledger = await open();
      const bad = ledger.append(accessRecord(['\ud800']));
      const good = ledger.append(accessRecord(['p1']));
      await expect(bad).rejects.toMatchObject(unavailable);
      await expect(good).resolves.toEqual({ first: 3, count: 1 });
      expect(ledger.ready()).toBe(true);
    });

    it('stores the text that its record commits to, and verification fails if that text is removed', async () => {
      const ledger = await open();
      const opening = commitTo('unconscious,\nfound \u{1F3E5}', 'ab'.repeat(32));
      await ledger.append(breakGlassRecord(opening, 'p1'), opening);
      await ledger.append(accessRecord(['p2']));
      await ledger.close();
      expect(await verify()).toBe('PASS');
      await place.execute('DELETE FROM openings');
      expect(await verify()).toBe('FAIL');
    });

    it('is refused with AUDIT_UNAVAILABLE after the ledger was closed', async () => {
      const ledger = await open();
      await ledger.close();
      await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
      expect(ledger.ready()).toBe(false);
    });

    it('is recorded, before the record of the stop, if it was under way when the ledger was closed', async () => {
      const ledger = await open();
      const append = ledger.append(accessRecord(['p1']));
      await ledger.close();
      await expect(append).resolves.toEqual({ first: 3, count: 1 });
      expect((await readLeaves()).map(({ kind }) => kind).slice(3)).toEqual(['access', 'log.stop']);
    });
  });

  describe('a commit that takes too long', () => {
    it('fails the append (AUDIT_UNAVAILABLE); once the commit completes, an "unreleased" record follows and the ledger is ready again', async () => {
      const ledger = await open({ deadlineMs: 50 });
      const release = await place.block();
      await expect(ledger.append(accessRecord(['p1']))).rejects.toMatchObject(unavailable);
      expect(ledger.ready()).toBe(false);
      await release();

      await until(async () => (await readLeaves()).length === 5);
      const [late, note] = (await readLeaves()).slice(3);
      expect(late).toMatchObject({ kind: 'access' });
      expect(note).toMatchObject({ kind: 'unreleased', details: { first: 3, count: 1 } });
      expect(ledger.ready()).toBe(true);
      await ledger.close();
      expect(await verify()).toBe('PASS');
    });
  });

  describe('an idle ledger', () => {
    it('keeps appending heartbeat records, and no others, at the configured interval', async () => {
      await open({ heartbeatMs: 20 });
      await until(async () => (await readLeaves()).length >= 6);
      const kinds = new Set((await readLeaves()).map(({ kind }) => kind));
      expect([...kinds].slice(3)).toEqual(['log.heartbeat']);
    });

    it('brings its guard file up to date without writing a record', async () => {
      const ledger = await open();
      await ledger.append(accessRecord(['p1']));
      const { size } = ledger.head();
      await until(() => readFileSync(`${path}.guard`, 'utf8').includes(`\n${size}\n`));
      expect(ledger.head().size).toBe(size);
    });
  });

  describe('the guard file', () => {
    it('is not overwritten if another process changed it, and the ledger refuses records (AUDIT_UNAVAILABLE)', async () => {
      const ledger = await open();
      await ledger.append(accessRecord(['p1']));
      writeFileSync(`${path}.guard`, 'something else');
      await until(() => !ledger.ready());
      await expect(ledger.append(accessRecord(['p2']))).rejects.toMatchObject(unavailable);
      expect(readFileSync(`${path}.guard`, 'utf8')).toBe('something else');
    });
  });

  describe('a changed access policy', () => {
    it('is recorded; earlier records carry the hash of the old policy, and later ones that of the new policy', async () => {
      const ledger = await open();
      const source = { ...ledgerOptions('').source, policyHash: 'd'.repeat(64) };
      const before = ledger.append(accessRecord(['p1']));
      await ledger.setSource(source);
      await Promise.all([before, ledger.append(accessRecord(['p2']))]);
      const [old, change, after] = (await readLeaves()).slice(3);
      expect(old?.source.policyHash).toBe('b'.repeat(64));
      expect(change).toMatchObject({ kind: 'log.policy', source, details: { ...source } });
      expect(after?.source).toEqual(source);
    });
  });

  describe('a ledger that is opened again', () => {
    useWritten();

    it('continues, records where the ledger and its guard file had ended, and passes verification', async () => {
      const root = (await readBatches()).at(-1)?.root.toString('hex');
      await write(['p2']);
      expect((await readLeaves()).map(({ kind }) => kind)).toEqual([
        'log.key.enrolled',
        'log.start',
        'log.policy',
        'access',
        'log.stop',
        'log.start',
        'log.policy',
        'access',
        'log.stop',
      ]);
      const facts = {
        headSize: 5,
        headRoot: root,
        guardSize: 5,
        guardRoot: root,
        heartbeatMs: 60_000,
        identity: 'plain',
        retention: '6',
        vouchedBy: 'guard',
        guardOrigin: null,
      };
      expect((await readLeaves())[5]?.details).toEqual(facts);
      expect(await verify()).toBe('PASS');
    });

    it('is refused as ROLLBACK_DETECTED if it is an older copy', async () => {
      const restore = await place.save();
      await write(['p2']);
      await restore();
      await expect(open()).rejects.toThrow(
        'ROLLBACK_DETECTED: the guard covers 9 records and the ledger holds 5.',
      );
    });

    it('is refused as ROLLBACK_DETECTED if its guard file is missing', async () => {
      rmSync(`${path}.guard`);
      await expect(open()).rejects.toThrow(
        /^ROLLBACK_DETECTED: .* its guard file is missing\.\n.* audit resume --reason TEXT --db \S+$/,
      );
    });

    it('opens without its guard file if it continues a given checkpoint, and gets a new guard file', async () => {
      const checkpoint = readFileSync(`${path}.guard`, 'utf8');
      await write(['p2']);
      rmSync(`${path}.guard`);
      await (await open({ checkpoint })).close();
      expect(readFileSync(`${path}.guard`, 'utf8')).toContain('gateway.test/ledger\n12\n');
      expect(await verify()).toBe('PASS');
    });

    it('is refused as ROLLBACK_DETECTED without its guard file if it is shorter than the given checkpoint, or if the given checkpoint is malformed', async () => {
      const restore = await place.save();
      await write(['p2']);
      const checkpoint = readFileSync(`${path}.guard`, 'utf8');
      await restore();
      rmSync(`${path}.guard`);
      await expect(open({ checkpoint })).rejects.toThrow(
        'ROLLBACK_DETECTED: the checkpoint covers 9 records and the ledger holds 5.',
      );
      await expect(open({ checkpoint: 'nonsense' })).rejects.toThrow(
        /^ROLLBACK_DETECTED: the checkpoint file is not a checkpoint/,
      );
    });

    it('is refused as ROLLBACK_DETECTED if an older copy has grown into a different ledger', async () => {
      const restore = await place.save();
      copyFileSync(`${path}.guard`, `${path}.before`);
      await write(['p2']);
      copyFileSync(`${path}.guard`, `${path}.after`);
      await restore();
      copyFileSync(`${path}.before`, `${path}.guard`);
      await write(['p3', 'p4']);
      copyFileSync(`${path}.after`, `${path}.guard`);
      await expect(open()).rejects.toThrow(/^ROLLBACK_DETECTED: the ledger had another content/);
    });

    it('is refused as ROLLBACK_DETECTED if the guard file holds no checkpoint', async () => {
      writeFileSync(`${path}.guard`, 'something else');
      await expect(open()).rejects.toThrow(
        /^ROLLBACK_DETECTED: the guard file is not a checkpoint/,
      );
    });

    it('is refused under an origin that differs from that of its checkpoints, with an error that names the origin of its checkpoints', async () => {
      await expect(open({ origin: 'gateway.test/other' })).rejects.toThrow(/gateway\.test\/ledger/);
    });

    it('is refused as damaged at its end if its head row was changed', async () => {
      await place.execute('UPDATE head SET edge = (SELECT root FROM batches LIMIT 1)');
      await expect(open()).rejects.toThrow(/is damaged at its end. Run: phi-gateway audit verify/);
    });

    it('is refused under an origin that is not allowed in a checkpoint', async () => {
      await expect(open({ origin: 'my ledger' })).rejects.toThrow(
        /"my ledger" cannot name a ledger/,
      );
    });
  });

  describe('the key of a ledger', () => {
    useWritten();

    it('is refused if other users can read its file', async () => {
      chmodSync(`${path}.key`, 0o640);
      await expect(open()).rejects.toThrow(/is readable by other users. Run: chmod 600/);
    });

    it('is reported as missing, with the advice to restore it, if the ledger already has records', async () => {
      rmSync(`${path}.key`);
      await expect(open()).rejects.toThrow(/The key .* is missing. Restore it./);
      expect(existsSync(`${path}.key`)).toBe(false);
    });

    it('is refused if it is not the key that signed the end of the ledger', async () => {
      replaceKey('ed25519');
      await expect(open()).rejects.toThrow(
        /not a checkpoint signed with this ledger's key|is not enrolled on the ledger/,
      );
    });

    it('is refused if it is not an Ed25519 key, or not a PEM private key', async () => {
      replaceKey('x25519');
      await expect(open()).rejects.toThrow(/is not an Ed25519 private key\. Restore the key/);
      replaceKey('nonsense');
      await expect(open()).rejects.toThrow(/cannot be read as a PEM private key/);
    });
  });

  describe('a ledger under load', () => {
    it('passes verification again and again while it grows, and holds every acknowledged record', async () => {
      const ledger = await open({ maxQueue: 10_000 });
      const progress = { isDone: false };
      const appends = Array.from({ length: atDepth(600, 3000) }, (_, index) =>
        ledger.append(accessRecord([`p${index}`])),
      );
      const load = Promise.all(appends).finally(() => {
        progress.isDone = true;
      });
      const results: string[] = [];
      while (!progress.isDone) {
        results.push(await verify());
        await sleep(1);
      }
      await load;
      expect([...new Set(results)]).toEqual(['PASS']);
      const recorded = leavesOf(await place.batches()).flatMap(
        ({ accesses }) => accesses[0]?.objects[0]?.[0] ?? [],
      );
      const acknowledged = appends.map((_, index) => `p${index}`);
      const fault = `verification of a ledger on ${store.name} that grows`;
      expect(reportLostRecords({ fault, times: results.length, acknowledged, recorded })).toEqual(
        [],
      );
    });
  });
});
