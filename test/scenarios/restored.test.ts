import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
});
afterAll(async () => {
  await stack.close();
});

const ledger = () => stack.ledger('restored');
const sink = () => join(stack.folder, 'remembered');

/** Runs a gateway for one query of PHI, and returns its log. */
async function serveOnce(): Promise<string> {
  const publish = { sinks: [{ file: sink() }], everyMs: 100 };
  const gateway = await stack.gateway('restored', { audit: { db: ledger(), publish } });
  const token = stack.issuer.token('the clerk', { roles: ['billing'] });
  const { status } = await gateway.ask(token, { query: '{ patients(first: 1) { ssn } }' });
  expect(status).toBe(200);
  expect(await gateway.stop()).toBe(0);
  return gateway.log();
}

const audit = (...args: readonly string[]) => runPhiGateway(['audit', ...args], stack.folder);

it('a ledger restored from a backup is refused with ROLLBACK_DETECTED, can be resumed, and then verifies as INCOMPLETE with RANGE_LOST', async () => {
  await serveOnce();
  const verified = await audit('verify', '--db', ledger());
  const [, firstKey = ''] = /^key +(\S+)/m.exec(verified.out) ?? [];
  const copy = join(stack.folder, 'copy.db');
  expect((await audit('backup', copy, '--db', ledger())).code).toBe(0);
  await serveOnce();
  expect((await audit('reindex', '--db', ledger())).code).toBe(0);

  copyFileSync(copy, ledger());
  await expect(serveOnce()).rejects.toThrow(
    /ROLLBACK_DETECTED: the guard covers \d+ records and the ledger holds \d+\.\nphi-gateway: .* phi-gateway audit resume --reason TEXT/,
  );
  expect((await audit('resume', '--db', ledger())).err).toContain('--reason');
  const resumed = await audit('resume', '--db', ledger(), '--reason', 'the disk failed');
  expect(resumed.err).toBe('');
  expect(resumed.out).toMatch(
    /^Resumed {2}phi-gateway as phi-gateway\/2, at record \d+\nLost {5}records/,
  );
  const [, vkey = ''] = /^Key +(phi-gateway\/2\+\S+)$/m.exec(resumed.out) ?? [];
  expect(vkey.slice(-44)).toBe(firstKey.slice(-44));
  const [, evidence = ''] = /^Guard +the old one is (\S+)\. Keep/m.exec(resumed.out) ?? [];
  expect(existsSync(evidence)).toBe(true);

  // An index that contains lost records is refused until it is rebuilt.
  expect(resumed.out).toContain('(audit reindex)');
  const denied = await audit('report', '--denied', '--db', ledger());
  expect([denied.code, denied.err]).toEqual([
    1,
    expect.stringMatching(
      /belongs to another ledger, or to another copy of this one\. Run: .* audit reindex/,
    ),
  ]);
  expect((await audit('reindex', '--db', ledger())).code).toBe(0);
  const report = await audit('report', '--denied', '--complete', '--db', ledger());
  expect([report.code, report.err]).toEqual([0, expect.stringMatching(/^COMPLETE: /)]);

  const again = await audit('resume', '--db', ledger(), '--reason', 'once more');
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('nothing is lost')]);

  // A sink is not overwritten until an operator has moved its file.
  const remembered = readFileSync(sink(), 'utf8');
  expect(await serveOnce()).toContain('SINK_TAKEN');
  expect(readFileSync(sink(), 'utf8')).toBe(remembered);

  const anchors = ['--key', firstKey, '--anchor', evidence, '--anchor', sink()];
  const { code, out } = await audit('verify', '--db', ledger(), ...anchors);
  expect(code).toBe(2);
  expect(out).toMatch(/^INCOMPLETE\n {2}RANGE_LOST: Records \d+\.\.\d+ of phi-gateway were lost: /);
  expect(out).toMatch(/^ledger {4}phi-gateway\/2$/m);
  expect(out).toMatch(/^resumed {3}phi-gateway as phi-gateway\/2 at record \d+, 20/m);
  expect(out).toMatch(/^anchor {4}anchor: .*\(of lost records\)$/m);
}, 240_000);
