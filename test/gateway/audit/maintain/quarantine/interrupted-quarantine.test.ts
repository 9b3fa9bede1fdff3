import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { quarantineLedger } from '../../../../../gateway/audit/maintain/quarantine/quarantine-ledger.ts';
import type { LedgerLocation } from '../../../../../gateway/audit/store/ledger-location.ts';
import { readNote } from '../../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import {
  openWitness,
  type OpenWitness,
} from '../../../../../gateway/audit/publish/witness/open-witness.ts';
import { builtProgram } from '../../../../support/built-program.ts';
import { forgeBatch, throwawaySigner } from '../../../../support/forge-batch.ts';
import { saveLedger } from '../../save-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { STORES, type Place } from '../../stores.ts';

const ORIGIN = 'gateway.test/ledger';

describe.each(STORES)('quarantining forged batches at the end of a ledger on $name', (store) => {
  const directory = createDirectory();
  const elsewhere = createDirectory();
  const { keyPath, guardPath } = ledgerOptions(directory.path);
  const evidencePath = join(directory.path, 'evidence.jsonl');
  let witness: OpenWitness;
  let place: Place;
  let putBack: () => Promise<void>;

  /** A gateway that releases nothing before the witness has cosigned its record. */
  const openStrict = () =>
    openLedger(
      ledgerOptions(directory.path, {
        location: place.location,
        publish: {
          everyMs: 50,
          freshSeconds: 300,
          timeoutMs: 10_000,
          sinks: [],
          witnesses: [{ url: witness.url, key: witness.publicKey }],
          require: 1,
          strict: true,
        },
      }),
    );

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const first = await openLedger(ledgerOptions(directory.path, { location: place.location }));
    await first.close();
    witness = await openWitness({
      name: 'w1',
      keyPath: join(elsewhere.path, 'w1.key'),
      state: join(elsewhere.path, 'w1'),
      logs: [first.publicKey],
      host: '127.0.0.1',
      port: 0,
      tls: null,
      now: () => Date.now(),
    });
    const ledger = await openStrict();
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    putBack = await saveLedger(place, directory.path);
  });
  afterAll(async () => {
    await witness.close();
    await store.stop();
    directory.remove();
    elsewhere.remove();
  });
  beforeEach(() => putBack());

  const location = (): LedgerLocation =>
    place.location.kind === 'postgres'
      ? { kind: 'postgres', server: { ...place.location.server, user: 'quarantiner' } }
      : place.location;
  const quarantine = () =>
    quarantineLedger({
      location: location(),
      keyPath,
      guardPath,
      version: '1',
      at: Date.now(),
      checkpoints: [],
      witnesses: [{ url: witness.url, key: witness.publicKey }],
      reason: 'a writer login was stolen',
      evidencePath,
    });
  const verify = () =>
    verifyLedger({
      location: place.location,
      publicKey: null,
      anchors: [],
      witnesses: [],
      guardPath,
    });

  it('is refused and changes nothing if the unsigned batch is a true one that lost its signature and that a witness has seen', async () => {
    const batches = await place.batches();
    const last = batches.at(-1);
    if (last === undefined) throw new Error('The ledger is empty.');
    writeFileSync(guardPath, batches.at(-2)?.note ?? '', { mode: 0o600 });
    const unsigned = { ...last, note: `${readNote(last.note)?.text}\n` };
    await place.replaceBatches([...batches.slice(0, -1), unsigned]);
    const before = await place.batches();
    await expect(quarantine()).rejects.toThrow(
      /Nothing is removed: .* witness w1 has seen a longer ledger/,
    );
    expect(await place.batches()).toEqual(before);
    expect(existsSync(evidencePath)).toBe(false);
  });

  it.each(['evidence.jsonl', '.evidence.jsonl.phi-next'])(
    'loses no batch if it is killed once the file %s exists, and running it again completes it',
    async (sign) => {
      await forgeBatch(place, [accessRecord(['p-forged'])], throwawaySigner(ORIGIN));
      const before = await place.batches();
      const server = place.location.kind === 'postgres' ? place.location.server : null;
      const db =
        server === null
          ? ledgerOptions(directory.path).path
          : `postgres://quarantiner:secret@${server.host}:${server.port}/${server.database}`;
      const flags = ['--db', db, '--key', keyPath, '--guard', guardPath, '--reason', 'stolen'];
      const args = ['audit', 'quarantine', evidencePath, ...flags];
      const child = spawn(process.execPath, builtProgram('gateway/cli/phi-gateway.ts', args));
      const ended = once(child, 'exit');
      while (child.exitCode === null && !existsSync(join(directory.path, sign))) await sleep(1);
      child.kill('SIGKILL');
      await ended;
      const after = await place.batches();
      const isUnchanged = after.at(-1)?.note === before.at(-1)?.note;
      const kept = before.slice(0, isUnchanged ? before.length : -1);
      expect(after.slice(0, kept.length)).toEqual(kept);
      if (isUnchanged) await quarantine();
      expect(readFileSync(evidencePath, 'utf8').match(/"table":"batches"/g)).toHaveLength(1);
      expect(await verify()).toMatchObject({ findings: [], quarantined: [{ batches: 1 }] });
    },
  );

  it('lets a gateway that waits for its witness (strict mode) append again, and the ledger passes verification', async () => {
    const gateway = await openStrict();
    await gateway.close();
    await forgeBatch(place, [accessRecord(['p-forged'])], throwawaySigner(ORIGIN));
    await quarantine();
    const again = await openStrict();
    await again.append(accessRecord(['p2']));
    expect(again.witnessed()).toBe(again.head().size);
    await again.close();
    expect((await verify()).result).toBe('PASS');
  });
});
