import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerLog } from '../../../gateway/platform/ledger-log.ts';
import { createLog } from '../../../gateway/platform/log.ts';
import type { LogFacts } from '../../../gateway/platform/log.ts';
import { packageFile } from '../../../schema/package-file.ts';

function logged(event: string, facts?: unknown): { line: string; json: Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  log.warn(event, facts as LogFacts);
  const line = lines.join('');
  return { line, json: JSON.parse(line) as Record<string, unknown> };
}

describe('the log', () => {
  it('writes the event, level, time and known fields', () => {
    const { json } = logged('request refused', {
      requestId: '0192f0c1-7e5a-7b3e-8a55-4b1f6c1d2e3f',
      code: 'RATE_LIMITED',
      coordinate: 'Patient.address(use:)',
      subgraph: 'patients',
      status: 429,
      censusDay: '2020-04-01',
    });
    expect(json).toMatchObject({
      level: 40,
      msg: 'request refused',
      requestId: '0192f0c1-7e5a-7b3e-8a55-4b1f6c1d2e3f',
      code: 'RATE_LIMITED',
      coordinate: 'Patient.address(use:)',
      subgraph: 'patients',
      status: 429,
      censusDay: '2020-04-01',
    });
    expect(json['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it.each([
    ['the value of an unknown fact', { ssn: '999-12-3456' }],
    ['the code of an event', { code: '999-12-3456' }],
    ['a schema coordinate', { coordinate: 'Patient.ssn = 999-12-3456' }],
    ['a number', { count: '999-12-3456' }],
    ['a request id', { requestId: '999-12-3456' }],
    ['an object in place of a code', { code: { ssn: '999-12-3456' } }],
    ['the message of an error', { error: new Error('cannot read 999-12-3456') }],
    ['the code of an error', { error: Object.assign(new Error('x'), { code: '999-12-3456' }) }],
    ['a thrown string', { error: '999-12-3456' }],
    [
      'the message of an error in a cause',
      { error: new Error('x', { cause: new Error('999-12-3456') }) },
    ],
  ])('never writes a social security number that is passed as %s', (_what, facts) => {
    expect(logged('something failed', facts).line).not.toContain('999-12-3456');
  });

  it('never writes a message that is not a constant phrase', () => {
    expect(logged('Patient 999-12-3456 failed').line).not.toContain('999-12-3456');
    expect(logged('failed: "Ada"').line).not.toContain('Ada');
  });

  it('names a known field whose value it withholds, and an unknown field only as "unknown"', () => {
    expect(logged('x', { code: 'no code', mrn: '1' }).json['withheld']).toEqual([
      'code',
      'unknown',
    ]);
  });

  it('writes only the class and the code of an error', () => {
    const error = Object.assign(new TypeError('secret'), { code: 'ECONNREFUSED' });
    expect(logged('x', { error }).json['error']).toBe('TypeError ECONNREFUSED');
  });

  it.each([
    ['NOT_SIGNED', 'NOT_SIGNED'],
    ['42501', 'SQLSTATE_42501'],
    ['55P03', 'SQLSTATE_55P03'],
    ['999-12-3456', 'nothing'],
  ])(
    "writes a ledger fault's own code, an SQLSTATE with the prefix SQLSTATE_, and no other text: %s becomes %s",
    (reason, code) => {
      const lines: string[] = [];
      const log = createLog('debug', { write: (line: string) => void lines.push(line) });
      ledgerLog(log).error({ reason }, 'A commit has failed: nothing is sent; see the log.');
      const json = JSON.parse(lines.join('')) as Record<string, unknown>;
      expect([json['code'] ?? 'nothing', json['withheld']]).toEqual([code, undefined]);
      expect(json['msg']).toBe('a commit has failed, nothing is sent, see the log');
    },
  );

  it('withholds no event that the gateway logs', () => {
    const folder = packageFile('gateway');
    const events = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('console'))
      .flatMap((file) => readFileSync(join(folder, file), 'utf8').match(LOGGED) ?? [])
      .map((call) => /'([^']+)'[^']*$/.exec(call)?.[1] ?? '');
    expect(events.length).toBeGreaterThan(30);
    const ledger: string[] = [];
    const log = createLog('debug', { write: (line: string) => void ledger.push(line) });
    for (const event of events) ledgerLog(log).warn({}, event);
    expect(events.filter((_event, at) => ledger[at]?.includes('event withheld'))).toEqual([]);
  });
});

/** A call of a log up to the end of the event, with or without facts before it. */
const LOGGED =
  /\b[lL]og\w*(?:\.(?:debug|info|warn|error))?\((?:\s*\{[^}]*\},|\s*facts,)?\s*'[^']+'/g;
