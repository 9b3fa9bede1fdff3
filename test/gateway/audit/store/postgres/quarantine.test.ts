import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import type { Ledger } from '../../../../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { quarantineLedger } from '../../../../../gateway/audit/maintain/quarantine/quarantine-ledger.ts';
import type { PostgresServer } from '../../../../../gateway/audit/store/ledger-location.ts';
import { createSigner, readNote } from '../../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { forgeBatch, throwawaySigner } from '../../../../support/forge-batch.ts';
import type { LedgerLogins } from '../../../../support/postgres-server.ts';
import { sharedPostgres } from '../../../../support/shared-postgres.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { placeOnServer, type Place } from '../../stores.ts';

const ORIGIN = 'gateway.test/ledger';
const FORGED = [accessRecord(['p-forged'])];

async function untilReady(ledger: Ledger): Promise<void> {
  while (!ledger.ready()) await sleep(20);
}

describe('quarantining forged batches in a ledger that several gateways write to', () => {
  const directory = createDirectory();
  const evidencePath = join(directory.path, 'evidence.jsonl');
  const officerKey = join(directory.path, 'officer.key');
  const secondKey = join(directory.path, 'second.key');
  const logged: string[] = [];
  let logins: LedgerLogins;
  let place: Place;
  let putBack: () => Promise<void>;
  let firstGuard = '';

  const first = () =>
    ledgerOptions(directory.path, {
      location: place.location,
      enroll: [officerKey, secondKey].map(
        (path) => createSigner(ORIGIN, keyOf(path)).verifier.vkey,
      ),
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (facts, message) => void logged.push(`${JSON.stringify(facts)} ${message}`),
      },
    });
  const second = () =>
    ledgerOptions(directory.path, {
      location: place.location,
      keyPath: secondKey,
      guardPath: `${secondKey}.guard`,
      checkpoint: firstGuard,
    });
  const keys = new Map<string, ReturnType<typeof createSigningKey>>();
  function keyOf(path: string) {
    const key = keys.get(path) ?? createSigningKey(path);
    keys.set(path, key);
    return key;
  }

  beforeAll(async () => {
    const server = await sharedPostgres();
    logins = await server.createLedger('quarantine');
    place = placeOnServer(logins);
    const ledger = await openLedger(first());
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    firstGuard = readFileSync(first().guardPath, 'utf8');
    putBack = await place.save();
  });
  afterAll(() => directory.remove());
  beforeEach(async () => {
    await putBack();
    writeFileSync(first().guardPath, firstGuard, { mode: 0o600 });
    logged.length = 0;
    rmSync(evidencePath, { force: true });
    rmSync(`${officerKey}.guard`, { force: true });
    rmSync(`${secondKey}.guard`, { force: true });
  });

  const options = (server: PostgresServer, checkpoints: readonly string[]) => ({
    location: { kind: 'postgres', server } as const,
    keyPath: officerKey,
    guardPath: `${officerKey}.guard`,
    version: '1',
    at: Date.now(),
    checkpoints,
    witnesses: [],
    reason: 'a writer login was stolen',
    evidencePath,
  });
  const quarantine = (server = logins.quarantiner, checkpoints: readonly string[] = [firstGuard]) =>
    quarantineLedger(options(server, checkpoints));

  it('lets running gateways that failed with AUDIT_UNAVAILABLE continue without a restart, and verification passes', async () => {
    const gateways = [await openLedger(first()), await openLedger(second())];
    await forgeBatch(place, FORGED, throwawaySigner(ORIGIN));
    for (const gateway of gateways)
      await expect(gateway.append(accessRecord(['p2']))).rejects.toMatchObject({
        code: 'AUDIT_UNAVAILABLE',
      });
    expect(gateways.map((gateway) => gateway.ready())).toEqual([false, false]);
    expect(logged.join('\n')).toMatch(/NOT_SIGNED.* run phi-gateway audit quarantine --db LEDGER/);
    await quarantine();
    for (const gateway of gateways) {
      await untilReady(gateway);
      await gateway.append(accessRecord(['p3']));
    }
    for (const gateway of gateways) await gateway.close();
    const { guardPath } = first();
    const { location } = place;
    const asked = { location, publicKey: null, anchors: [], witnesses: [], guardPath };
    expect(await verifyLedger(asked)).toMatchObject({
      result: 'PASS',
      quarantined: [{ batches: 1 }],
    });
  });

  it('repairs a head row that blocks a gateway with HEAD_DAMAGED, and the gateway becomes ready again', async () => {
    const gateway = await openLedger(first());
    await place.execute('UPDATE head SET root = batch');
    await expect(gateway.append(accessRecord(['p2']))).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    expect(logged.join('\n')).toMatch(
      /HEAD_DAMAGED.* run phi-gateway audit quarantine --db LEDGER/,
    );
    await quarantine();
    await untilReady(gateway);
    await gateway.close();
  });

  it.each(['writer', 'reader', 'pruner', 'eraser', 'owner'] as const)(
    'is refused with the login of the %s, changes nothing, and the error names the role phi_audit_quarantiner',
    async (role) => {
      await forgeBatch(place, FORGED, null);
      const before = await place.batches();
      await expect(quarantine(logins[role])).rejects.toThrow(
        /phi_audit_quarantiner \((?:see )?roles.sql/,
      );
      expect(existsSync(evidencePath)).toBe(false);
      expect(await place.batches()).toEqual(before);
    },
  );

  it('cannot be done by a gateway, which does not start with a login that may quarantine', async () => {
    const location = { kind: 'postgres', server: logins.quarantiner } as const;
    await expect(openLedger({ ...first(), location })).rejects.toThrow(
      /may change or delete what is in the audit ledger/,
    );
  });

  it('is refused with the key of a gateway that is connected', async () => {
    const gateway = await openLedger(first());
    await forgeBatch(place, FORGED, null);
    const { keyPath, guardPath } = first();
    const refused = quarantineLedger({ ...options(logins.quarantiner, []), keyPath, guardPath });
    await expect(refused).rejects.toThrow(/A gateway that signs with this key is connected/);
    await gateway.close();
  });

  it('is refused if the first batch has lost its signature, or if a given checkpoint covers batches that lost theirs', async () => {
    const gateway = await openLedger(second());
    await gateway.append(accessRecord(['p2']));
    await gateway.close();
    const guard = readFileSync(`${secondKey}.guard`, 'utf8');
    const batches = await place.batches();
    const damaged = batches.map((batch) =>
      batch.first === 0 ? { ...batch, note: `${readNote(batch.note)?.text}\n` } : batch,
    );
    await place.replaceBatches(damaged);
    await expect(quarantine()).rejects.toThrow(
      /does not begin with a batch that a key of the ledger signed/,
    );
    await place.replaceBatches(batches);
    // Without its signature, what the second gateway wrote looks like a forgery.
    await place.replaceBatches(
      batches.map((batch) =>
        batch.first >= (batches.find(({ note }) => note === firstGuard)?.size ?? 0)
          ? { ...batch, note: `${readNote(batch.note)?.text}\n` }
          : batch,
      ),
    );
    const before = await place.batches();
    const refused = quarantine(logins.quarantiner, [firstGuard, guard]);
    await expect(refused).rejects.toThrow(/--checkpoint covers/);
    expect(await place.batches()).toEqual(before);
    expect(existsSync(evidencePath)).toBe(false);
  });
});
