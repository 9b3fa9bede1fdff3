import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { join } from 'node:path';
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

describe("the ledger's thread", () => {
  it('that dies tells why, and leaves the ledger to the next', async () => {
    const options = ledgerOptions(directory.path);
    const { path, origin, source } = options;
    const thread = await startLedgerThread({
      path,
      keyPath: `${path}.key`,
      guardPath: join(directory.path, 'audit.db.guard'),
      origin,
      source,
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
