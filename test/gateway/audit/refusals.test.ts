import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastSource } from '../../../gateway/audit/append/last-source.ts';
import { readHead } from '../../../gateway/audit/append/ledger-head.ts';
import { openLedger } from '../../../gateway/audit/append/open-ledger.ts';
import { writeAsTool } from '../../../gateway/audit/append/write-as-tool.ts';
import { rotateKey } from '../../../gateway/audit/maintain/rotate-key.ts';
import {
  createSigningKey,
  readSigningKey,
} from '../../../gateway/audit/store/files/signing-key.ts';
import { openStore } from '../../../gateway/audit/store/open-store.ts';
import { lockWriter } from '../../../gateway/audit/store/sqlite/writer-lock.ts';
import { packLeaves, type Batch } from '../../../gateway/audit/tree/batch.ts';
import { createSigner } from '../../../gateway/audit/tree/signed-note.ts';
import { at, createDirectory, ledgerOptions } from './sample.ts';

let directory: ReturnType<typeof createDirectory>;
let path: string;
beforeEach(() => {
  directory = createDirectory();
  path = join(directory.path, 'audit.db');
});
afterEach(() => {
  directory.remove();
});

describe('The error for a ledger that cannot be used says what to do:', () => {
  it('restore the key that a command cannot find', async () => {
    await (await openLedger(ledgerOptions(directory.path))).close();
    renameSync(`${path}.key`, `${path}.elsewhere`);
    const files = { keyPath: `${path}.key`, guardPath: `${path}.guard` };
    const options = { location: at(path), ...files, version: '1', at: Date.now() };
    await expect(rotateKey(options)).rejects.toThrow(/\.key .* is missing\. Restore it\.$/);
    await expect(writeAsTool('append', options, () => Promise.resolve())).rejects.toThrow(
      /\.key .* is missing\. Restore it\.$/,
    );
  });

  it('set audit.origin to the name that the ledger has', async () => {
    await (await openLedger(ledgerOptions(directory.path))).close();
    const { origin } = ledgerOptions(directory.path);
    await expect(openLedger({ ...ledgerOptions(directory.path), origin: 'other' })).rejects.toThrow(
      `The guard file is of the ledger ${origin}, not of other. Give the guard of this ledger, or set audit.origin to ${origin} if that is its name.`,
    );
    const store = await openStore(at(path), 'append');
    const { verifier } = createSigner('other', createSigningKey(`${path}.other`));
    await expect(readHead(store, { verifiers: [verifier], where: path })).rejects.toThrow(
      `belongs to ${origin}, not to other. Set audit.origin to ${origin}, or name another ledger.`,
    );
    await store.close('failure');
  });

  it('restore the key if its file holds something else', () => {
    writeFileSync(`${path}.key`, 'nonsense', { mode: 0o600 });
    expect(() => readSigningKey(`${path}.key`)).toThrow(/Restore the key of this ledger\.$/);
  });

  it('fix the permissions of a lock that cannot be taken', () => {
    mkdirSync(`${path}.lock`);
    expect(() => lockWriter(path)).toThrow(
      /cannot be locked \(EISDIR\)\. Fix its permissions; if no process writes the audit ledger, remove the file\.$/,
    );
  });

  it('verify the ledger, and remove its unsigned end, if its last record cannot be read', () => {
    const last = { leaves: packLeaves([Buffer.from('{}')]) } as Batch;
    expect(() => lastSource(last, { version: '1', where: path })).toThrow(
      `is damaged at its end. Run: phi-gateway audit verify --db ${path}.`,
    );
  });
});
