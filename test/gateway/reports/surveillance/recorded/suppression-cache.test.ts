import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { caseNode } from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { caseSources } from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import { sumParts } from '../../../../../gateway/reports/surveillance/cases/score.ts';
import { NO_FACTS } from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { applySuppressions } from '../../../../../gateway/reports/surveillance/suppression/apply-suppressions.ts';
import {
  createSuppressionCache,
  type SuppressionCache,
} from '../../../../../gateway/reports/surveillance/recorded/suppression-cache.ts';
import {
  writeLift,
  writeSuppression,
} from '../../../../../gateway/reports/surveillance/suppression/write-suppression.ts';
import { flipLeaf } from '../../../../support/console/flip-leaf.ts';
import { at, createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { withIndex } from '../../index/places.ts';
import { counted } from '../counted-reader.ts';
import { request } from '../record-reviews.ts';
import { FOUND, suppression } from '../suppression/sample-suppression.ts';

/** Suppressions of actors without a case. */
const OTHERS = 30;

const TERMS = {
  rule: 'NEIGHBOR',
  allPatients: false,
  since: null,
  until: '2026-02-14',
  reason: 'Works in the same clinic.',
} as const;
/** With another salt each time: two equal commitments are refused. */
const facts = () => ({
  now: FOUND.day + DAY_MS,
  maxDays: 365,
  reviewerPatient: { kind: 'not-asked' } as const,
  salt: randomBytes(32).toString('hex'),
});
const suppress = (actor: string) =>
  writeSuppression(
    request('olga'),
    caseNode({ ...FOUND, actor }, [], sumParts([])),
    TERMS,
    facts(),
  );

describe('the cache of suppressions', () => {
  const directory = createDirectory();
  const path = join(directory.path, 'audit.db');
  const location = at(path);
  const index = { kind: 'sqlite', path: join(directory.path, 'audit.index') } as const;
  let publicKey = '';
  /** The index of the record of the suppression that covers the case, of another one after it, and of what lifts that. */
  const leaves = { nina: -1, lena: -1, lift: -1 };

  const write = async (records: readonly ReturnType<typeof suppress>[]) => {
    const ledger = await openLedger(
      ledgerOptions(directory.path, { location, now: () => FOUND.day + DAY_MS }),
    );
    ({ publicKey } = ledger);
    const written: number[] = [];
    for (const { record, opening } of records)
      written.push((await ledger.append(record, opening)).first);
    await ledger.close();
    return written;
  };
  const follow = async () => {
    const reader = await openReader(location);
    await withIndex(index, (open) => fillIndex(open, reader));
    await reader.close();
  };
  const rebuild = async () => {
    const reader = await openReader(location);
    await rebuildIndex(index, reader, { onProgress: () => undefined });
    await reader.close();
  };

  /** The suppressions of the case of nina and of that of lena, and the batches that were read and the signatures checked. */
  const find = async (cache: SuppressionCache) => {
    const reader = await openReader(location);
    try {
      const { reader: counting, asked } = counted(reader);
      return await withIndex(
        index,
        async (open) => {
          const sources = caseSources(open, counting, { publicKey }, cache);
          const head = await sources.head();
          if (head === null) throw new Error('The ledger is empty.');
          let checked = 0;
          const isSigned: typeof head.signatures.isSigned = (batch) => {
            checked += 1;
            return head.signatures.isSigned(batch);
          };
          const before = asked();
          const { cases, refused } = await applySuppressions([FOUND, { ...FOUND, actor: 'lena' }], {
            sources,
            head: { ...head, signatures: { ...head.signatures, isSigned } },
            facts: NO_FACTS,
          });
          const [nina, lena] = cases.map(({ suppressions }) =>
            suppressions.map(({ leaf }) => leaf),
          );
          return {
            nina,
            lena,
            refused: refused.map(({ leaf, why }) => [leaf, why]),
            read: asked() - before,
            checked,
          };
        },
        'read',
      );
    } finally {
      await reader.close();
    }
  };

  beforeAll(async () => {
    const others = Array.from({ length: OTHERS }, (_, place) => suppress(`other${place}`));
    const [nina = -1, lena = -1] = await write([suppress('nina'), suppress('lena'), ...others]);
    const [lift = -1] = await write([
      writeLift(request('otto'), suppression({ leaf: lena, actor: 'lena' }), 'She left.', facts()),
    ]);
    Object.assign(leaves, { nina, lena, lift });
    await rebuild();
  });
  afterAll(() => {
    directory.remove();
  });

  it('reads and verifies each record once: a later query those alone that cover its cases, however many others there are', async () => {
    const cache = createSuppressionCache();
    const first = await find(cache);
    expect(first).toMatchObject({ nina: [leaves.nina], lena: [], refused: [] });
    expect(Math.min(first.read, first.checked)).toBeGreaterThanOrEqual(OTHERS + 3);
    expect(await find(cache)).toEqual({ ...first, read: 1, checked: 1 });
  });

  it('reads what was recorded since: of two more suppressions these two, and a lift counts at once', async () => {
    const cache = createSuppressionCache();
    await find(cache);
    const [again = -1] = await write([suppress('lena'), suppress('another')]);
    await follow();
    // Two new ones, and the two that cover a case.
    expect(await find(cache)).toMatchObject({ nina: [leaves.nina], lena: [again], read: 4 });
    const lifted = suppression({ leaf: again, actor: 'lena' });
    await write([writeLift(request('otto'), lifted, 'She left again.', facts())]);
    await follow();
    expect(await find(cache)).toMatchObject({ nina: [leaves.nina], lena: [], read: 2 });
  });

  it('lets no suppression cover a case whose record was changed after it was read', async () => {
    const cache = createSuppressionCache();
    await find(cache);
    const restore = flipLeaf(path, leaves.nina);
    expect(await find(cache)).toMatchObject({ nina: [], refused: [[leaves.nina, 'changed']] });
    restore();
    expect(await find(cache)).toMatchObject({ nina: [leaves.nina], refused: [] });
  });

  it.each([
    ['a suppression', () => leaves.nina],
    ['what lifts one', () => leaves.lift],
  ])(
    'does not keep %s that is not proven, which may lift any suppression before it, until it is proven',
    async (_, leafOf) => {
      const cache = createSuppressionCache();
      const restore = flipLeaf(path, leafOf());
      const refused = [[leafOf(), 'changed']];
      expect(await find(cache)).toMatchObject({ nina: [], lena: [], refused });
      expect(await find(cache)).toMatchObject({ nina: [], lena: [], refused });
      restore();
      expect(await find(cache)).toMatchObject({ nina: [leaves.nina], lena: [], refused: [] });
    },
  );

  it('is cleared when the index was rebuilt', async () => {
    const cache = createSuppressionCache();
    const { read } = await find(cache);
    await rebuild();
    expect((await find(cache)).read).toBe(read);
  });

  it('holds no id of a patient and none of an actor', async () => {
    const cache = createSuppressionCache();
    const kept: unknown[] = [];
    await find({
      read: async (...given) => {
        const records = await cache.read(...given);
        kept.push(...records.values());
        return records;
      },
    });
    expect(kept.length).toBeGreaterThan(OTHERS);
    const text = JSON.stringify(kept);
    for (const id of ['p1', 'nina', 'lena']) expect(text).not.toContain(`"${id}"`);
  });
});
