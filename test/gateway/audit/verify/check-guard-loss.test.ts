import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { openLedger, type LedgerOptions } from '../../../../gateway/audit/append/open-ledger.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';

let directory: ReturnType<typeof createDirectory>;
beforeEach(() => {
  directory = createDirectory();
});
afterEach(() => {
  directory.remove();
});

const path = () => join(directory.path, 'audit.db');
const guard = () => `${path()}.guard`;

async function write(overrides: Partial<LedgerOptions> = {}) {
  const ledger = await openLedger(ledgerOptions(directory.path, overrides));
  await ledger.append(accessRecord(['p1']));
  await ledger.close();
}

async function warnings() {
  const { location } = ledgerOptions(directory.path);
  const options = { location, publicKey: null, anchors: [], witnesses: [], guardPath: guard() };
  const { result, caveats } = await verifyLedger(options);
  return [result, ...caveats.filter((line) => line.includes('without its guard'))];
}

it('the verdict on a ledger is PASS with a caveat if a gateway once started on an older copy with a checkpoint instead of its guard file', async () => {
  await write();
  copyFileSync(path(), `${path()}.old`);
  const checkpoint = readFileSync(guard(), 'utf8');
  await write();
  expect(await warnings()).toEqual(['PASS']);

  copyFileSync(`${path()}.old`, path());
  rmSync(guard());
  await write({ checkpoint });
  await write();
  expect(await warnings()).toEqual([
    'PASS',
    'The gateway was started without its guard at record 5: the ledger may have held other records before.',
  ]);
});
