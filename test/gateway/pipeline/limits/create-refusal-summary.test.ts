import { describe, expect, it, jest } from '@jest/globals';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { createRefusalSummary } from '../../../../gateway/pipeline/limits/create-refusal-summary.ts';
import { createLog } from '../../../../gateway/platform/log.ts';

const log = createLog('silent');

describe('the ledger record that summarizes refused requests', () => {
  it('is written once per interval and at shutdown with counts by code, and not without refusals', async () => {
    jest.useFakeTimers({ now: 1_000 });
    try {
      const records: AuditRecord[] = [];
      const append = async (record: AuditRecord) => void records.push(record);
      const summary = createRefusalSummary({ append, log, now: Date.now, intervalMs: 60_000 });
      for (let count = 0; count < 1_000; count += 1) summary.count('UNAUTHENTICATED');
      summary.count('RATE_LIMITED');
      expect(records).toEqual([]);
      await jest.advanceTimersByTimeAsync(60_000);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(records).toHaveLength(1);
      expect(records[0]).toMatchObject({
        kind: 'refusals',
        outcome: 'deny',
        received: 1_000,
        details: { UNAUTHENTICATED: 1_000, RATE_LIMITED: 1 },
      });
      summary.count('RATE_LIMITED');
      await summary.close();
      expect(records[1]?.details).toEqual({ RATE_LIMITED: 1 });
    } finally {
      jest.useRealTimers();
    }
  });

  it('includes the counts of the previous record if the ledger could not write it', async () => {
    const records: AuditRecord[] = [];
    let works = false;
    const append = async (record: AuditRecord) => {
      if (!works) throw new Error('disk full');
      records.push(record);
    };
    const summary = createRefusalSummary({ append, log, now: () => 0, intervalMs: 60_000 });
    summary.count('RATE_LIMITED');
    await summary.close();
    summary.count('RATE_LIMITED');
    works = true;
    await summary.close();
    expect(records.map(({ details }) => details)).toEqual([{ RATE_LIMITED: 2 }]);
  });
});
