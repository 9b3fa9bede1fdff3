import { describe, expect, it } from '@jest/globals';
import { createComparisons } from '../../../../gateway/reports/api/comparisons.ts';
import type { CompletenessAnswer } from '../../../../gateway/reports/api/workers/report-functions.ts';
import type { EventFilter } from '../../../../gateway/reports/catalog/event-filter.ts';

const answerOf = (result: string): CompletenessAnswer => ({
  result,
  records: 7,
  events: 2,
  missing: [],
  extra: [],
  changed: [],
  damaged: [],
});

/** Comparisons whose outcome the test decides, one after the other. */
function start() {
  const asked: EventFilter[] = [];
  const waiting: { resolve: (answer: CompletenessAnswer) => void; reject: (why: Error) => void }[] =
    [];
  const comparisons = createComparisons(
    (filter) =>
      new Promise((resolve, reject) => {
        asked.push(filter);
        waiting.push({ resolve, reject });
      }),
    () => 0,
  );
  const settle = async (result: string | Error) => {
    const [first] = waiting.splice(0, 1);
    if (result instanceof Error) first?.reject(result);
    else first?.resolve(answerOf(result));
    await new Promise(setImmediate);
  };
  return { asked, comparisons, settle };
}

describe('comparing the report index with its ledger', () => {
  it('runs one comparison at a time, and only one for simultaneous requests for the same events', async () => {
    const { asked, comparisons, settle } = start();
    const one = comparisons.compare({ patient: 'p1', kind: 'access' });
    const same = comparisons.compare({ kind: 'access', patient: 'p1' });
    const other = comparisons.compare({ patient: 'p2' });
    await new Promise(setImmediate);
    expect(asked).toHaveLength(1);
    await settle('COMPLETE');
    expect(await one).toEqual(await same);
    expect(asked).toEqual([{ patient: 'p1', kind: 'access' }, { patient: 'p2' }]);
    await settle('INDEX_DIVERGED');
    expect((await other).result).toBe('INDEX_DIVERGED');
  });

  it('goes on with the next comparison after one failed, whose events stay NOT_COMPARED', async () => {
    const { comparisons, settle } = start();
    const failed = comparisons.compare({ patient: 'p1' });
    const next = comparisons.compare({ patient: 'p2' });
    await new Promise(setImmediate);
    const refused = failed.catch((error: unknown) => error);
    await settle(new Error('no index'));
    expect(await refused).toMatchObject({ message: 'no index' });
    await settle('COMPLETE');
    expect((await next).result).toBe('COMPLETE');
    expect(comparisons.coverageOf({ patient: 'p1' }).result).toBe('NOT_COMPARED');
  });

  it('is refused with REPORTS_UNAVAILABLE if 16 comparisons run or wait', async () => {
    const { comparisons } = start();
    for (let number = 0; number < 16; number += 1)
      void comparisons.compare({ patient: `p${number}` });
    await expect(comparisons.compare({ patient: 'p16' })).rejects.toMatchObject({
      code: 'REPORTS_UNAVAILABLE',
    });
  });

  it.each<[string, EventFilter, EventFilter, boolean]>([
    [
      'makes a report COMPLETE if it compared the same events',
      { patient: 'p1' },
      { patient: 'p1' },
      true,
    ],
    ['makes a report COMPLETE if it compared all events', {}, { patient: 'p1', since: 5 }, true],
    [
      'makes a report COMPLETE if it compared more events than the report has',
      { patient: 'p1' },
      { patient: 'p1', denied: true },
      true,
    ],
    [
      'leaves a report NOT_COMPARED if it compared another patient',
      { patient: 'p2' },
      { patient: 'p1' },
      false,
    ],
    [
      'leaves a report NOT_COMPARED if it compared fewer events than the report has',
      { patient: 'p1', denied: true },
      { patient: 'p1' },
      false,
    ],
    [
      'leaves a report NOT_COMPARED if it compared a shorter period than that of the report',
      { since: 5 },
      { since: 4 },
      false,
    ],
  ])('%s', async (_, compared, asked, isShown) => {
    const { comparisons, settle } = start();
    const one = comparisons.compare(compared);
    await new Promise(setImmediate);
    await settle('COMPLETE');
    await one;
    expect(comparisons.coverageOf(asked).result).toBe(isShown ? 'COMPLETE' : 'NOT_COMPARED');
  });

  it('reports the result of the latest comparison that covers the requested events', async () => {
    const { comparisons, settle } = start();
    for (const [filter, result] of [
      [{ patient: 'p1' }, 'INDEX_DIVERGED'],
      [{}, 'COMPLETE'],
    ] as const) {
      const one = comparisons.compare(filter);
      await new Promise(setImmediate);
      await settle(result);
      await one;
      expect(comparisons.coverageOf({ patient: 'p1' })).toEqual({
        result,
        records: 7,
        at: '1970-01-01T00:00:00.000Z',
      });
    }
  });
});
