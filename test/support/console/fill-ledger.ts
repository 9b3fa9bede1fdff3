import { SYSTEM_CLOCK } from '../../../gateway/platform/clock.ts';
import { openLedger } from '../../../gateway/audit/append/open-ledger.ts';
import { controlRecord } from '../../../gateway/audit/record/control/control-record.ts';
import { SIX_YEARS } from '../../../gateway/audit/record/control/retention.ts';
import type { SampleRecord } from './sample-records.ts';

/** The longest heartbeat interval that the configuration allows. */
const HEARTBEAT_MS = 3_600_000;

/**
 * Writes records to a new SQLite ledger with the gateway's own writer, each at its own time, with heartbeats in hours
 * without records. Guard and key are where a gateway expects them.
 */
export async function fillLedger(path: string, records: readonly SampleRecord[]): Promise<void> {
  let now = records[0]?.at ?? Date.now();
  const ledger = await openLedger({
    location: { kind: 'sqlite', path },
    keyPath: `${path}.key`,
    guardPath: `${path}.guard`,
    checkpoint: null,
    enroll: [],
    origin: 'phi-gateway',
    source: {
      gateway: 'ward-gateway',
      version: '0.1.0',
      schemaHash: 'a'.repeat(64),
      policyHash: 'b'.repeat(64),
    },
    identity: 'plain',
    retention: SIX_YEARS,
    deadlineMs: 60_000,
    maxQueue: Infinity,
    heartbeatMs: HEARTBEAT_MS,
    publish: null,
    clock: { ...SYSTEM_CLOCK, now: () => now },
    log: { info: silent, warn: silent, error: silent },
  });
  let written: Promise<unknown>[] = [];
  for (const { at, record, opening } of records) {
    for (; at - now > HEARTBEAT_MS;) {
      now += HEARTBEAT_MS;
      written.push(ledger.append(controlRecord('log.heartbeat', now, null)));
    }
    now = at;
    written.push(ledger.append(record, opening ?? undefined));
    if (written.length < BATCH) continue;
    await Promise.all(written);
    written = [];
  }
  await Promise.all(written);
  await ledger.close();
}

/** About the number of records that a busy gateway commits at once. */
const BATCH = 64;

const silent = () => undefined;
