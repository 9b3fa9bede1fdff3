import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { packageFile } from '../../../../schema/package-file.ts';
import { runAudit } from '../../../support/run-audit.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { FROZEN_REPORTS, type FrozenLedger } from './frozen-ledger.ts';

/*
 * The ledgers were written by the version in the name of their folder and are never written again: write-frozen-ledger.ts. If a
 * test fails, old ledgers would be read otherwise than when they were written. New members in outputs are allowed.
 */
describe.each(['plain', 'committed'])(
  'the ledger that 0.1.0 wrote with %s identity',
  (identity) => {
    const directory = createDirectory();
    const path = join(directory.path, 'audit.db');
    const folder = `test/gateway/audit/frozen/0.1.0/${identity}`;
    const said = JSON.parse(
      readFileSync(packageFile(`${folder}/said.json`), 'utf8'),
    ) as FrozenLedger;

    beforeAll(() => {
      writeFileSync(path, gunzipSync(readFileSync(packageFile(`${folder}/audit.db.gz`))));
      writeFileSync(`${path}.guard`, said.checkpoint);
      writeFileSync(`${path}.proof`, said.proof);
    });
    afterAll(() => directory.remove());

    it('passes audit verify with the findings, keys, roots and erasures of then', async () => {
      const args = ['verify', '--db', path, '--key', said.publicKey, '--format', 'json'];
      const { status, output } = await runAudit(args);
      expect(JSON.parse(output)).toMatchObject(said.verdict as object);
      expect(status).toBe(0);
    });

    it.each(Object.entries(FROZEN_REPORTS))(
      'gives the same rows in the report: %s',
      async (name, flags) => {
        const { status, output } = await runAudit([
          'report',
          ...flags,
          '--db',
          path,
          '--format',
          'json',
        ]);
        expect(status).toBe(0);
        expect(JSON.parse(output)).toMatchObject(said.reports[name] as object);
      },
    );

    it('has the proof of the accesses to p1, which passes alone and against the ledger', async () => {
      const args = ['verify', '--proof', `${path}.proof`, '--key', said.publicKey];
      expect(await runAudit(args)).toMatchObject({ status: 0, errors: '' });
      expect(await runAudit([...args, '--db', path])).toMatchObject({ status: 0, errors: '' });
    });
  },
);

describe('a ledger with a kind, a member and an outcome of a later version', () => {
  const directory = createDirectory();
  afterAll(() => directory.remove());

  it('passes audit verify, and is reported without what this version does not know', async () => {
    const options = ledgerOptions(directory.path);
    const ledger = await openLedger(options);
    const later = { kind: 'later.kind', outcome: 'later', laterMember: ['anything'] };
    await ledger.append({ ...accessRecord(['p1']), ...later } as never);
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    const verified = await runAudit(['verify', '--db', options.path]);
    expect(verified).toMatchObject({ status: 0, errors: '' });
    const args = ['report', 'patient', '--patient', 'p1', '--db', options.path, '--format', 'json'];
    const { status, output } = await runAudit(args);
    expect([status, JSON.parse(output)]).toEqual([
      0,
      [
        expect.objectContaining({ leaf: 3, kind: 'later.kind', outcome: 'later' }),
        expect.objectContaining({ leaf: 4, kind: 'access' }),
      ],
    ]);
  });
});
