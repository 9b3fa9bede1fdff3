import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rotateKey } from '../../../../../gateway/audit/maintain/rotate-key.ts';
import { createSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import type { Ledger } from '../../../../../gateway/audit/append/ledger.ts';
import { openLedger, type LedgerOptions } from '../../../../../gateway/audit/append/open-ledger.ts';
import { readCheckpoint } from '../../../../../gateway/audit/tree/checkpoint.ts';
import { createSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { sharedPostgres, type SharedPostgres } from '../../../../support/shared-postgres.ts';
import { leavesOf } from '../../read-leaves.ts';
import { operate, ORIGIN } from '../../maintain/resume/restored.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { saveLedger } from '../../save-ledger.ts';
import { placeOnServer, type Place } from '../../stores.ts';

const SECOND = `${ORIGIN}/2`;

let server: SharedPostgres;
let directory: ReturnType<typeof createDirectory>;
let place: Place;
/** Puts back the ledger that three gateways wrote, with their keys and guards. */
let putBack: () => Promise<void>;
const running: Ledger[] = [];
/** Key of the ledger's first gateway. */
let firstKey = '';
beforeAll(async () => {
  server = await sharedPostgres();
  directory = createDirectory();
  place = placeOnServer(await server.createLedger('resumed'));
  firstKey = await gateway('first').write([]);
  const enroll = [keyOf('second'), keyOf('third')];
  await gateway('first').write(['p1'], { enroll });
  for (const name of ['second', 'third']) {
    await gateway(name).write([name], { checkpoint: gateway('first').guard() });
  }
  putBack = await saveLedger(place, directory.path);
});
afterAll(async () => {
  directory.remove();
  await server.close();
});
beforeEach(() => putBack());
afterEach(async () => {
  for (const ledger of running.splice(0)) await ledger.close();
});

function folderOf(name: string) {
  const folder = join(directory.path, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const gateway = (name: string) => operate(folderOf(name), place);

/** A gateway that runs. */
async function open(name: string, overrides: Partial<LedgerOptions> = {}) {
  const { location } = place;
  const ledger = await openLedger(ledgerOptions(folderOf(name), { location, ...overrides }));
  running.push(ledger);
  return ledger;
}

/** Makes the key of a gateway that hasn't been started yet. */
function keyOf(name: string) {
  return createSigner(ORIGIN, createSigningKey(gateway(name).keyPath)).verifier.vkey;
}

async function enrolled() {
  const leaves = leavesOf(await place.batches());
  const keys = leaves.filter(({ kind }) => kind === 'log.key.enrolled');
  return keys.map(({ details }) => String(details?.['key']));
}

it('resuming a restored ledger enrolls the keys of the other gateways, one of which then appends, and verification reports only RANGE_LOST', async () => {
  const restore = await place.save();
  await gateway('first').write(['lost']);
  await restore();
  const { publicKey, otherKeys } = await gateway('first').resume();
  expect(otherKeys).toHaveLength(2);
  expect((await enrolled()).slice(-3)).toEqual([publicKey, ...otherKeys]);
  // The second had stopped before the copy was made.
  expect(readCheckpoint(gateway('second').guard())?.checkpoint.origin).toBe(ORIGIN);
  expect(otherKeys).toContain(await gateway('second').write(['p2']));
  expect(await gateway('first').write(['p3'])).toBe(publicKey);
  const { lines } = await gateway('second').verdict(firstKey);
  expect(lines[0]).toBe('INCOMPLETE');
  expect(lines.slice(1).every((line) => line.startsWith('RANGE_LOST'))).toBe(true);
});

it('a gateway that knows of more lost records does not start until it resumes the ledger again, which records the larger loss', async () => {
  const restore = await place.save();
  const [first, second] = [await open('first'), await open('second')];
  await first.append(accessRecord(['lost']));
  await first.close();
  await second.append(accessRecord(['lost too']));
  await second.close();
  const { size } = readCheckpoint(gateway('second').guard())?.checkpoint ?? { size: 0 };
  await restore();
  const { origin, loss } = await gateway('first').resume();
  expect(loss?.known?.size).toBeLessThan(size);

  const goingOn = await open('first');
  await expect(open('second')).rejects.toThrow(
    `ROLLBACK_DETECTED: the guard covers ${size} records of ${ORIGIN}, and the ledger was resumed as ${SECOND} without all of them.\n`,
  );
  expect(await gateway('second').resume()).toMatchObject({ origin, loss: null });
  await goingOn.append(accessRecord(['p4']));
  await goingOn.close();
  await gateway('second').write(['p5']);
  const { resumptions, result } = await gateway('first').verdict(firstKey);
  expect([result, resumptions.map(({ reached }) => reached)]).toEqual(['INCOMPLETE', [size]]);
});

it("a gateway without its guard file neither starts on nor resumes a resumed ledger that another gateway writes to, but starts with a copy of that gateway's guard file", async () => {
  const restore = await place.save();
  await gateway('first').write(['lost']);
  await restore();
  await gateway('first').resume();
  rmSync(gateway('third').guardPath);
  const goingOn = await open('first');
  await expect(open('third')).rejects.toThrow(
    /^ROLLBACK_DETECTED: the ledger holds \d+ records and its guard file is missing\./,
  );
  await expect(gateway('third').resume()).rejects.toThrow(/^Another process writes/);
  await gateway('third').write(['p3'], { checkpoint: gateway('first').guard() });
  await goingOn.close();
});

it('a running gateway that missed a resumption becomes unready and adds no record under the old name', async () => {
  const idle = await open('second', { deadlineMs: 20_000 });
  const restore = await place.save();
  await gateway('first').write(['lost']);
  await restore();
  // Its connection is lost, and with it the sign that a gateway writes.
  const { location } = place;
  const database = location.kind === 'postgres' ? location.server.database : '';
  await server.execute(
    'postgres',
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`,
  );
  await gateway('first').resume();
  const before = await place.batches();
  await expect(idle.append(accessRecord(['p2']))).rejects.toMatchObject({
    cause: { message: `RESUMED: The audit ledger was resumed as ${SECOND}.` },
  });
  expect(idle.ready()).toBe(false);
  expect(await place.batches()).toEqual(before);
  await idle.close();
  await gateway('second').write(['p2']);
  expect((await gateway('first').verdict(firstKey)).result).toBe('INCOMPLETE');
});

it('a retired key is enrolled neither by a resumption nor by audit.enroll afterwards, which enrolls a new key', async () => {
  const { location } = place;
  const { keyPath, guardPath } = gateway('third');
  const { retired } = await rotateKey({
    location,
    keyPath,
    guardPath,
    version: '1',
    at: Date.now(),
  });
  const restore = await place.save();
  await gateway('first').write(['lost']);
  await restore();
  const { otherKeys } = await gateway('first').resume();
  const [, , raw = ''] = retired.split('+');
  expect(otherKeys).toHaveLength(2);
  expect(otherKeys.join()).not.toContain(raw);
  await gateway('first').write(['p2'], { enroll: [retired, keyOf('fourth')] });
  const keys = (await enrolled()).filter((key) => key.startsWith(SECOND));
  expect(keys.join()).not.toContain(raw);
  // Gateways that join later are configured under the base name, or under the current one.
  expect(keys).toHaveLength(4);
  await gateway('fourth').write(['p4'], { checkpoint: gateway('first').guard() });
});

it('a gateway with a key that was enrolled only in lost records cannot resume the ledger', async () => {
  const restore = await place.save();
  const fifth = keyOf('fifth');
  await gateway('first').write(['lost'], { enroll: [fifth] });
  await gateway('fifth').write(['lost'], { checkpoint: gateway('first').guard() });
  await restore();
  await expect(gateway('fifth').resume()).rejects.toThrow(/not enrolled on the restored ledger/);
  writeFileSync(gateway('fifth').guardPath, readFileSync(gateway('first').guardPath));
  await expect(gateway('fifth').resume()).rejects.toThrow(/not enrolled on the restored ledger/);
});
