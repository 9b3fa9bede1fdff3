import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { ReadableLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { openLedgerReport } from '../../../../gateway/reports/accounting/open-ledger-report.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';

const START = Date.UTC(2026, 0, 1);
const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const location: ReadableLocation = { kind: 'sqlite', path };
const exported: ReadableLocation = { kind: 'export', directory: join(directory.path, 'export') };
let root = '';

beforeAll(async () => {
  let now = START;
  const ledger = await openLedger(ledgerOptions(directory.path, { now: () => now }));
  for (const record of [
    accessRecord(['p1']),
    accessRecord(['p2', 'p1']),
    accessRecord(['p2']),
    accessRecord([], { kind: 'unreleased', accesses: [], details: { first: 4, count: 1 } }),
  ]) {
    now += 1000;
    await ledger.append(record);
  }
  await ledger.close();
  ({ root } = await exportLedger({
    location,
    directory: exported.directory,
    onProgress: () => null,
  }));
});
afterAll(() => {
  directory.remove();
});

async function read(from: ReadableLocation, patientText: string) {
  const report = await openLedgerReport({ location: from, patientText });
  try {
    const leaves: string[] = [];
    for await (const { index, isReleased } of report.leaves)
      leaves.push(`${index} ${isReleased ? 'left' : 'stayed'}`);
    return { leaves, ledger: report.ledger, damaged: report.damaged };
  } finally {
    await report.close();
  }
}

describe.each([
  ['a ledger', location],
  ['its export', exported],
])('a report from %s', (_, from) => {
  it('has only the records about the requested patient, and marks a response that was not sent as unreleased', async () => {
    expect((await read(from, '"p1"')).leaves).toEqual(['3 left', '4 stayed']);
  });

  it('states the name, size, root and period of the ledger', async () => {
    expect((await read(from, '"p9"')).ledger).toEqual({
      origin: 'gateway.test/ledger',
      size: 8,
      root,
      begins: START,
      ends: START + 4000,
      pruned: [],
    });
  });
});

it('a report from a ledger with committed patient ids names the requested patient and no other patient of the same record', async () => {
  const committed = createDirectory();
  const options = ledgerOptions(committed.path, { identity: 'committed' });
  const ledger = await openLedger(options);
  await ledger.append(accessRecord(['p1', 'p2']));
  await ledger.append(accessRecord(['p2']));
  await ledger.close();
  const report = await openLedgerReport({ location: options.location, patientText: '"p1"' });
  const named: unknown[] = [];
  for await (const { leaf } of report.leaves) named.push(leaf.accesses[0]?.objects[0]);
  await report.close();
  committed.remove();
  expect(named).toEqual([['p1', 'p1']]);
});

it('a report is refused with an error that names the path if there is no ledger', async () => {
  const none: ReadableLocation = { kind: 'sqlite', path: join(directory.path, 'none.db') };
  await expect(openLedgerReport({ location: none, patientText: '"p1"' })).rejects.toThrow(
    /none\.db/u,
  );
});
