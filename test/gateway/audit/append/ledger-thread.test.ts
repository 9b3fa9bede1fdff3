import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { startLedgerThread } from '../../../../gateway/audit/append/ledger-thread.ts';
import { openLedger } from '../../../../gateway/audit/open-ledger.ts';
import { createDirectory, ledgerOptions } from '../sample.ts';

jest.setTimeout(30_000);

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

describe("the ledger's thread", () => {
  it('that dies tells why, and leaves the ledger to the next', async () => {
    const options = ledgerOptions(directory.path);
    const thread = await startLedgerThread({
      ...startOptions(options),
      witnesses: null,
      at: 1,
    });
    const death = new Promise<string>((resolve) => {
      thread.listen(() => undefined, resolve);
    });
    // No message that it can make sense of: it fails as any bug in it would make it fail.
    thread.send({ kind: 'append', entries: null } as never);
    await expect(death).resolves.toContain('not iterable');
    await thread.ended;

    const ledger = await openLedger(options);
    expect(ledger.ready()).toBe(true);
    await ledger.close();
  });
});
