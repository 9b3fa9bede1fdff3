import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../gateway/audit/open-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from './sample.ts';

let directory: ReturnType<typeof createDirectory>;
beforeEach(() => {
  directory = createDirectory();
});
afterEach(() => {
  directory.remove();
});

describe('a new ledger', () => {
  it('records its key, its start and its policy before anything else', async () => {
    const ledger = await openLedger(ledgerOptions(directory.path));
    expect(ledger.ready()).toBe(true);
    expect(ledger.head().size).toBe(3);
    expect(await ledger.append(accessRecord(['p1']))).toEqual({ first: 3, count: 1 });
    await ledger.close();
  });
});
