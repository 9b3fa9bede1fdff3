import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startLedgerThread } from '../../../../gateway/audit/append/ledger-thread.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { reportLostRecords } from '../../../support/report-lost-records.ts';
import { readLeaves } from '../read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';

let directory: ReturnType<typeof createDirectory>;
beforeEach(() => {
  directory = createDirectory();
});
afterEach(() => {
  directory.remove();
});

/** What can be sent to a thread. */
function startOptions({ log: _log, clock: _clock, ...options }: ReturnType<typeof ledgerOptions>) {
  return options;
}

describe('the thread that writes the ledger', () => {
  it('reports the error that ended the thread, and releases the ledger, which can then be opened again', async () => {
    const options = ledgerOptions(directory.path);
    const thread = await startLedgerThread({
      ...startOptions(options),
      witnesses: null,
      at: 1,
      clockSetAt: null,
    });
    const death = new Promise<string>((resolve) => {
      thread.listen(() => undefined, resolve);
    });
    // A message that the thread cannot process: it fails as it would on a bug of its own.
    thread.send({ kind: 'append', entries: null } as never);
    await expect(death).resolves.toContain('not iterable');
    await thread.ended;

    const ledger = await openLedger(options);
    expect(ledger.ready()).toBe(true);
    await ledger.close();
  });

  it('loses no acknowledged record if an error ends it under load; the ledger then refuses records, is not ready and can be opened again', async () => {
    const options = ledgerOptions(directory.path, { maxQueue: 10_000 });
    const ledger = await openLedger(options);
    const acknowledged: string[] = [];
    const refused: string[] = [];
    // The thread adds up lengths, which it cannot do with a BigInt: it fails as it would on a bug of its own.
    const deadly = { length: 1n } as never;
    const append = (patient: string, isDeadly = false) =>
      (isDeadly ? ledger.appendWritten(deadly) : ledger.append(accessRecord([patient]))).then(
        () => void acknowledged.push(patient),
        () => void refused.push(patient),
      );
    const lanes = Array.from({ length: 16 }, async (_, lane) => {
      for (let index = 0; refused.length === 0; index += 1) {
        // The same fault, amid the appends of the other lanes.
        const isDeadly = lane === 7 && index === 20;
        await append(`${lane}-${index}`, isDeadly);
      }
    });
    await Promise.all(lanes);
    expect(refused).toContain('7-20');
    await append('later');
    expect(refused).toContain('later');
    expect(ledger.ready()).toBe(false);
    await ledger.close();

    const recorded = readLeaves(options.path).flatMap(
      ({ accesses }) => accesses[0]?.objects[0]?.[0] ?? [],
    );
    const fault = "death of the ledger's thread";
    expect(reportLostRecords({ fault, times: 1, acknowledged, recorded })).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(100);
    await (await openLedger(options)).close();
  });
});
