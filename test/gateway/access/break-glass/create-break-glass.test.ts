import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../../directives/patient-id.ts';
import { fitsCommitment, type Opening } from '../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import type { Alert } from '../../../../gateway/access/break-glass/alert-message.ts';
import { createBreakGlass } from '../../../../gateway/access/break-glass/create-break-glass.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { createLimiter } from '../../../../gateway/platform/rates/limiter.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const START = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const REASON = 'unconscious after a fall';
const INVALID = { code: 'BREAK_GLASS_INVALID' };

let records: { readonly record: AuditRecord; readonly opening: Opening | undefined }[];
let alerted: Alert[];
let logged: string[];
let isLedgerDown: boolean;

beforeEach(() => {
  jest.useFakeTimers({ now: START });
  records = [];
  alerted = [];
  logged = [];
  isLedgerDown = false;
});
afterEach(() => {
  jest.useRealTimers();
});

function create({ stopped = [] as readonly string[], startsPerHour = 10 } = {}) {
  return createBreakGlass({
    config: {
      roles: ['nurse', 'physician'],
      minutes: 15,
      key: new Uint8Array(32),
      purpose: null,
      startsPerHour,
      alert: null,
    },
    isPatientId: createPatientIdCheck(DEFAULT_PATIENT_IDS),
    ledger: {
      origin: 'clinic',
      firstHash: 'ab'.repeat(32),
      append: (record, opening) => {
        if (isLedgerDown) return Promise.reject(new GatewayError('AUDIT_UNAVAILABLE'));
        records.push({ record, opening });
        return Promise.resolve({ first: 0, count: 1 });
      },
    },
    limiter: createLimiter(),
    alerts: { send: (alert) => void alerted.push(alert), close: () => Promise.resolve() },
    stopped,
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
    now: Date.now,
  });
}

const nurse = callerOf(['nurse']);
const context = contextOf(nurse, { requestId: '019a0000-0000-7000-8000-000000000001' });
const started = (breakGlass = create()) =>
  breakGlass.start(context, { patient: 'p1', reason: REASON });
const recorded = () =>
  records.map(({ record }) => `${record.kind} ${record.reason} ${record.breakGlass?.id}`);

describe('the start of a break-glass grant', () => {
  it('is recorded before the grant is returned, with holder, patient, end, and a commitment in place of the reason', async () => {
    const { grant: _text, ...grant } = await started();
    expect(grant).toMatchObject({ patient: 'p1', until: START + 15 * MINUTE });
    const [{ record, opening } = fail()] = records;
    expect(record).toMatchObject({
      kind: 'breakglass.start',
      outcome: 'permit',
      actor: { subject: 'user-nurse', roles: ['nurse'] },
      client: { address: '127.0.0.1' },
      patients: ['p1'],
      breakGlass: { id: grant.id, until: grant.until },
      details: { reasonCommitment: opening?.commitment },
    });
    expect(JSON.stringify(record)).not.toContain(REASON);
    expect(opening && fitsCommitment(opening)).toBe(true);
    expect(opening?.text).toBe(REASON);
  });

  it('fails with AUDIT_UNAVAILABLE, without an alert or a later record, when the ledger cannot record it', async () => {
    isLedgerDown = true;
    await expect(started()).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(alerted).toEqual([]);
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    isLedgerDown = false;
    expect(records).toEqual([]);
  });

  it('is sent as an alert with patient and reason, and logged as a warning without patient, reason or caller', async () => {
    const { id } = await started();
    expect(alerted).toMatchObject([{ reason: REASON, grant: { id, patient: 'p1' } }]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('"level":40');
    expect(logged[0]).toContain(`"grantId":"${id}"`);
    for (const secret of ['p1', REASON, 'user-nurse']) expect(logged[0]).not.toContain(secret);
  });

  it('is recorded with a different commitment each time, even to the same reason', async () => {
    await started();
    await started();
    const [first, second] = records.map(({ opening }) => opening?.commitment);
    expect(first).not.toBe(second);
  });

  it('is refused to a caller for the third time in an hour if startsPerHour is 2, and admitted for another caller', async () => {
    const breakGlass = create({ startsPerHour: 2 });
    const admitted = [nurse, nurse, nurse, callerOf(['physician'])].map((caller) =>
      breakGlass.admitStart(caller).then(({ ok }) => ok),
    );
    expect(await Promise.all(admitted)).toEqual([true, true, false, true]);
  });
});

describe('a presented break-glass grant', () => {
  it('gives its holder the id, patient and end that the start returned', async () => {
    const breakGlass = create();
    const { grant, id, until } = await started(breakGlass);
    expect(await breakGlass.present([grant], nurse)).toEqual({ id, patient: 'p1', until });
  });

  it('is refused with BREAK_GLASS_INVALID if it is sent twice in one request, missing, stopped or expired', async () => {
    const breakGlass = create();
    const { grant } = await started(breakGlass);
    await expect(breakGlass.present([grant, grant], nurse)).rejects.toMatchObject(INVALID);
    await expect(breakGlass.present([], nurse)).rejects.toMatchObject(INVALID);
    await breakGlass.stop(context, await breakGlass.present([grant], nurse));
    await expect(breakGlass.present([grant], nurse)).rejects.toMatchObject(INVALID);
    const { grant: another } = await started(breakGlass);
    jest.setSystemTime(START + 15 * MINUTE);
    await expect(breakGlass.present([another], nurse)).rejects.toMatchObject(INVALID);
  });

  it('stays refused if it was stopped, even if the clock is set ahead, another grant is stopped, and the clock is set right again', async () => {
    const breakGlass = create();
    const { grant } = await started(breakGlass);
    await breakGlass.stop(context, await breakGlass.present([grant], nurse));
    jest.setSystemTime(START + 60 * MINUTE);
    breakGlass.applyStop('another');
    jest.setSystemTime(START + MINUTE);
    await expect(breakGlass.present([grant], nurse)).rejects.toMatchObject(INVALID);
  });

  it('stays refused once its end is recorded, even if the clock is set back to a time before', async () => {
    const breakGlass = create();
    const { grant } = await started(breakGlass);
    await jest.advanceTimersByTimeAsync(15 * MINUTE);
    jest.setSystemTime(START + MINUTE);
    await expect(breakGlass.present([grant], nurse)).rejects.toMatchObject(INVALID);
  });

  it('is refused with BREAK_GLASS_INVALID by a gateway started after the grant was stopped, and accepted if it was not', async () => {
    const { grant, id } = await started();
    const again = create({ stopped: [id] });
    await expect(again.present([grant], nurse)).rejects.toMatchObject(INVALID);
    expect(await create().present([grant], nurse)).toMatchObject({ id });
  });

  it('may be used only by a caller with one of the roles in breakGlass.roles', () => {
    const breakGlass = create();
    expect(breakGlass.mayUse(callerOf(['billing', 'physician']))).toBe(true);
    expect(breakGlass.mayUse(callerOf(['billing']))).toBe(false);
    expect(breakGlass.mayUse(callerOf([]))).toBe(false);
  });
});

describe('the end of a break-glass grant', () => {
  it('is recorded once, as STOPPED, when the grant is stopped', async () => {
    const breakGlass = create();
    const { grant, id } = await started(breakGlass);
    await breakGlass.stop(context, await breakGlass.present([grant], nurse));
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    await breakGlass.close();
    expect(recorded()).toEqual([`breakglass.start null ${id}`, `breakglass.stop STOPPED ${id}`]);
    expect(records[1]?.record).toMatchObject({
      client: { address: '127.0.0.1' },
      patients: ['p1'],
    });
  });

  it('takes effect when the grant is stopped, even if the ledger cannot record it (AUDIT_UNAVAILABLE)', async () => {
    const breakGlass = create();
    const { grant } = await started(breakGlass);
    const presented = await breakGlass.present([grant], nurse);
    isLedgerDown = true;
    await expect(breakGlass.stop(context, presented)).rejects.toMatchObject({
      code: 'AUDIT_UNAVAILABLE',
    });
    await expect(breakGlass.present([grant], nurse)).rejects.toMatchObject(INVALID);
  });

  it('is recorded once, as EXPIRED, when the grant expires', async () => {
    const breakGlass = create();
    const { id } = await started(breakGlass);
    await jest.advanceTimersByTimeAsync(15 * MINUTE - 1);
    expect(records).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(recorded()[1]).toBe(`breakglass.stop EXPIRED ${id}`);
    expect(records[1]?.record).toMatchObject({
      received: START + 15 * MINUTE,
      actor: { subject: 'user-nurse' },
      client: null,
    });
    await breakGlass.close();
    expect(records).toHaveLength(2);
  });

  it('is logged as not recorded when the grant expires and the ledger cannot record it', async () => {
    await started();
    isLedgerDown = true;
    await jest.advanceTimersByTimeAsync(15 * MINUTE);
    expect(logged.at(-1)).toContain('end of break-glass was not recorded');
  });

  it('is recorded as LEFT_OPEN if the gateway stops first, and the grant stays valid', async () => {
    const breakGlass = create();
    const { id, grant } = await started(breakGlass);
    await breakGlass.close();
    expect(recorded()[1]).toBe(`breakglass.stop LEFT_OPEN ${id}`);
    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(records).toHaveLength(2);
    expect(await create().present([grant], nurse)).toMatchObject({ id });
  });
});

function fail(): never {
  throw new Error('nothing was recorded');
}
