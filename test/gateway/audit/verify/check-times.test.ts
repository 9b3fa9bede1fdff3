import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { readCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { cosign, createCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import { witnessedTimes } from '../../../../gateway/audit/verify/check-times.ts';
import { explainClock } from '../../../../gateway/audit/verify/explain-clock.ts';
import type { VerifyThreads } from '../../../../gateway/audit/verify/inspect-ahead.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';
import { INSPECTED } from './inspected.ts';

const START = Date.UTC(2026, 5, 1);
const MINUTE = 60_000;
const DAY = 1440;
const YEARS = 7 * 365 * DAY;
/** Later than every record here but for one that says so. */
const LATE = Date.UTC(2040, 0, 1);

const witness = createCosigner('witness.test/one', generateKeyPairSync('ed25519').privateKey);

describe.each(STORES)('the times of records in a ledger on $name', (store) => {
  let directory: ReturnType<typeof createDirectory>;
  let place: Place;
  let clock = START;
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  beforeEach(async () => {
    directory = createDirectory();
    place = await store.place(directory.path);
    clock = START;
  });
  afterEach(() => {
    directory.remove();
  });

  /** Records 3, 4, … with so many minutes before each; the stop is one more. */
  async function write(minutes: readonly number[]) {
    const { location } = place;
    const ledger = await openLedger(ledgerOptions(directory.path, { location, now: () => clock }));
    for (const pause of minutes) {
      clock += pause * MINUTE;
      await ledger.append(accessRecord(['p1']));
    }
    await ledger.close();
  }

  async function verify({ now = LATE, anchors = [] as readonly string[] } = {}) {
    const options = {
      location: place.location,
      publicKey: null,
      anchors,
      witnesses: [witness.verifier.vkey],
      guardPath: join(directory.path, 'audit.db.guard'),
    };
    const verifyBy = (threads?: VerifyThreads) => verifyLedger(options, threads, undefined, now);
    const alone = await verifyBy();
    // What is inspected ahead doesn't depend on the store.
    const inspected = store.name === 'SQLite' ? await verifyBy(INSPECTED) : alone;
    expect(inspected).toEqual(alone);
    return alone;
  }

  async function verdict(known: Parameters<typeof verify>[0] = {}) {
    const { result, findings } = await verify(known);
    return [result, ...findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
  }

  /** The checkpoint at this size, cosigned so many minutes after the start. */
  async function cosignedAt(size: number, minutes: number) {
    const note = (await place.batches()).find((batch) => batch.size === size)?.note ?? '';
    const text = readCheckpoint(note)?.note.text ?? '';
    return note + cosign(text, (START + minutes * MINUTE) / 1000, witness);
  }

  it('are reported as CLOCK if they are later than now by more than 5 minutes', async () => {
    await write([1, 1, 1]);
    expect(await verdict({ now: START + 3 * MINUTE })).toEqual(['PASS']);
    expect(await verdict({ now: START - 2 * MINUTE })).toEqual(['PASS']);
    expect(await verdict({ now: START - 4 * MINUTE })).toEqual(['FAIL', 'CLOCK 4..6']);
  });

  it('are reported as CLOCK if the clock of a writer goes back by more than 5 minutes, even across a restart', async () => {
    await write([1, -4, 1]);
    expect(await verdict()).toEqual(['PASS']);
    await write([1, -6]);
    expect(await verdict()).toEqual(['FAIL', 'CLOCK 9..10']);
    clock -= 60 * MINUTE;
    await write([]);
    expect(await verdict()).toEqual(['FAIL', 'CLOCK 9..10', 'CLOCK 11..12']);
  });

  it('are reported as CLOCK if a cosignature over them is later than now, and the cosignature then supports no time', async () => {
    await write([1, 1]);
    const anchors = [await cosignedAt(5, 60)];
    const now = START + 3 * MINUTE;
    expect(await verdict({ anchors, now })).toEqual(['FAIL', 'CLOCK 4..4']);
    const { findings, anchors: uses } = await verify({ anchors, now });
    expect(findings[0]?.text).toMatch(/cosigned 5 records at .* which is later than now/);
    expect(witnessedTimes(uses, now)).toEqual([]);
  });

  it('become a caveat if the caller explains exactly the two records where the clock went back', async () => {
    await write([1, -60, 1]);
    const found = await verify();
    expect(explainClock(found, [[3, 5]]).result).toBe('FAIL');
    const { result, findingCount, caveats } = explainClock(found, [[3, 4]]);
    expect({ result, findingCount }).toEqual({ result: 'PASS', findingCount: 0 });
    expect(caveats.at(-1)).toMatch(/in record 3 to .* in record 4.* is explained\.$/);
  });

  it('are reported as CLOCK if they jump by years without a restart', async () => {
    await write([1, YEARS, 1]);
    expect(await verdict()).toEqual(['FAIL', 'CLOCK 3..4']);
  });

  it('may jump by years across a restart; without a restart, up to 31 days is a TIME_GAP and more is CLOCK', async () => {
    await write([1]);
    clock += YEARS * MINUTE;
    await write([1]);
    expect(await verdict()).toEqual(['PASS']);
    await write([3 * DAY, 31 * DAY]);
    const gaps = ['TIME_GAP 10..11', 'TIME_GAP 11..12'];
    expect(await verdict()).toEqual(['INCOMPLETE', ...gaps]);
    await write([31 * DAY + 1]);
    expect(await verdict()).toEqual(['FAIL', ...gaps, 'CLOCK 15..16']);
  });

  it('are reported as CLOCK if a record is 6 minutes later than the cosignature that covers it', async () => {
    await write([1, 1, 1]);
    expect(await verdict({ anchors: [await cosignedAt(5, 2)] })).toEqual(['PASS']);
    expect(await verdict({ anchors: [await cosignedAt(5, -4)] })).toEqual(['FAIL', 'CLOCK 4..4']);
  });

  it('are reported as CLOCK if a record is over 5 minutes earlier than the cosignature over the records before it', async () => {
    await write([1, 1, 1]);
    expect(await verdict({ anchors: [await cosignedAt(5, 7)] })).toEqual(['PASS']);
    expect(await verdict({ anchors: [await cosignedAt(5, 9)] })).toEqual(['FAIL', 'CLOCK 5..5']);
  });
});
