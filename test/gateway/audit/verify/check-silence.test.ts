import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger, type LedgerOptions } from '../../../../gateway/audit/append/open-ledger.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

const START = Date.UTC(2026, 5, 1);
const MINUTE = 60_000;

describe.each(STORES)('verification of a ledger on $name', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let place: Place;
  let now = START;
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  beforeEach(async () => {
    directory = createDirectory();
    place = await store.place(directory.path);
    now = START;
  });
  afterEach(() => {
    directory.remove();
  });

  function open(overrides: Partial<LedgerOptions> = {}) {
    const { location } = place;
    return openLedger(ledgerOptions(directory.path, { location, now: () => now, ...overrides }));
  }

  /** Records 3, 4, … with so many minutes before each; the stop is one more. */
  async function write(minutes: readonly number[], overrides: Partial<LedgerOptions> = {}) {
    const ledger = await open(overrides);
    for (const pause of minutes) {
      now += pause * MINUTE;
      await ledger.append(accessRecord(['p1']));
    }
    await ledger.close();
  }

  const guardPath = () => join(directory.path, 'audit.db.guard');

  function verify() {
    const { location } = place;
    return verifyLedger({
      location,
      publicKey: null,
      anchors: [],
      witnesses: [],
      guardPath: guardPath(),
    });
  }

  async function verdict() {
    const { result, findings } = await verify();
    return [result, ...findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
  }

  describe('a time span without a record', () => {
    it('causes no finding if it is at most as long as the heartbeat interval allows', async () => {
      await write([1, 2, 2]);
      expect(await verdict()).toEqual(['PASS']);
      expect(await verify()).toMatchObject({ allowedSilence: 2 * MINUTE, outageCount: 0 });
    });

    it('is reported as TIME_GAP if it is longer than the heartbeat interval allows, and the verdict is INCOMPLETE', async () => {
      await write([1, 3, 1]);
      expect(await verdict()).toEqual(['INCOMPLETE', 'TIME_GAP 3..4']);
      expect((await verify()).findings[0]?.text).toContain('for 180 s between records 3 and 4');
    });

    it('is judged by the heartbeat interval that the writer recorded', async () => {
      await write([1, 19], { heartbeatMs: 10 * MINUTE });
      expect(await verdict()).toEqual(['PASS']);
      await write([19], { heartbeatMs: MINUTE });
      expect(await verdict()).toEqual(['INCOMPLETE', 'TIME_GAP 7..8']);
      expect(await verify()).toMatchObject({ allowedSilence: 20 * MINUTE });
    });

    it('counts as an outage without a finding before a start that found its guard file at the end of the ledger', async () => {
      await write([1]);
      now += 600 * MINUTE;
      await write([1]);
      expect(await verdict()).toEqual(['PASS']);
      const outage = { after: 4, before: 5, since: START + MINUTE, until: START + 601 * MINUTE };
      expect(await verify()).toMatchObject({ outages: [outage], outageCount: 1 });
    });

    it('is reported as TIME_GAP before a start that found an older guard file', async () => {
      await write([1]);
      const guard = readFileSync(guardPath(), 'utf8');
      await write([1]);
      writeFileSync(guardPath(), guard);
      now += 600 * MINUTE;
      await write([1]);
      expect(await verdict()).toEqual(['INCOMPLETE', 'TIME_GAP 8..9']);
    });

    it('is reported as CLOCK, not as TIME_GAP, if the clock went back', async () => {
      await write([1, -500, 1]);
      expect(await verdict()).toEqual(['FAIL', 'CLOCK 3..4']);
      await write([1, -10_000_000]);
      expect(await verdict()).toEqual(['FAIL', 'CLOCK 3..4', 'CLOCK 9..10']);
    });
  });
});
