import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assert, asyncProperty, integer, noBias } from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger, type Ledger } from '../../../gateway/audit/open-ledger.ts';
import { verifyLedger } from '../../../gateway/audit/verify/verify-ledger.ts';
import { tryGraph, type GraphTally } from '../../support/federated/trials.ts';
import { readLedger } from '../../support/read-ledger.ts';

/*
 * Generated graphs, operations, callers and data against the reference. By itself always the same; to look
 * further:
 *
 *   PROPERTY_SEED=7 …        other graphs
 *   PROPERTY_RUNS=20000 …    more requests, 25 a graph
 *   PROPERTY_MINUTES=60 …    for so long, from a seed of the moment that is printed
 *   PROPERTY_GRAPH=123 …     the one graph that a failure names
 *
 * each before `npm run properties`. It isn't part of `npm test` yet: on some graphs with an `@interfaceObject` and
 * `@requires` data is still missing that the reference has.
 */
const MINUTES = Number(process.env['PROPERTY_MINUTES'] ?? 0);
const SEED = Number(process.env['PROPERTY_SEED'] ?? (MINUTES > 0 ? Date.now() % 2 ** 31 : 1));
const RUNS = Number(process.env['PROPERTY_RUNS'] ?? 5000);
const GRAPH = process.env['PROPERTY_GRAPH'];
const PER_GRAPH = 25;
const SHRINK_MS = 60_000;

const silent = (): void => undefined;

describe(`the pipeline over generated graphs (seed ${SEED})`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'phi-property-'));
  const path = join(directory, 'audit.db');
  let ledger: Ledger;
  let appended = 0;

  beforeAll(async () => {
    ledger = await openLedger({
      path,
      origin: 'gateway.test/property',
      source: {
        gateway: 'g',
        version: '0',
        schemaHash: 'a'.repeat(64),
        policyHash: 'b'.repeat(64),
      },
      deadlineMs: 60_000,
      maxQueue: 1000,
      heartbeatMs: 3_600_000,
      clock: () => Date.now(),
      log: { info: silent, warn: silent, error: silent },
    });
  }, 60_000);
  afterAll(async () => {
    await ledger.close();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it(
    'releases, records and asks for what an independent reference allows, and nothing else',
    async () => {
      const tallies: GraphTally[] = [];
      const rejected: string[] = [];
      const wanted = Math.ceil(RUNS / PER_GRAPH);
      const tryOne = async (seed: number): Promise<void> => {
        const found = await tryGraph(seed, {
          whole: PER_GRAPH,
          failing: 5,
          append: async (record) => {
            const { count } = await ledger.append(record);
            appended += count;
          },
          shrinkMs: SHRINK_MS,
        });
        if ('rejected' in found) rejected.push(found.rejected);
        else tallies.push(found);
      };
      if (GRAPH !== undefined) return tryOne(Number(GRAPH));
      await assert(asyncProperty(noBias(integer()), tryOne), {
        seed: SEED,
        numRuns: MINUTES > 0 ? 1_000_000 : Math.ceil(wanted * 1.06) + 1,
        endOnFailure: true,
        ...(MINUTES > 0 ? { interruptAfterTimeLimit: MINUTES * 60_000 } : {}),
      });

      const sum = (of: (tally: GraphTally) => number): number =>
        tallies.reduce((total, tally) => total + of(tally), 0);
      // Only Apollo's own composition may refuse a generated graph: its marks are all meant.
      expect(rejected.filter((codes) => codes !== 'COMPOSITION')).toEqual([]);
      expect(rejected.length).toBeLessThan(tallies.length / 20 + 1);
      expect(new Set(tallies.map(({ schema }) => schema)).size).toBe(tallies.length);
      expect(tallies.length).toBeGreaterThanOrEqual(MINUTES > 0 ? 1 : wanted);
      // A run that shows nothing, or denies nothing, holds nothing against anything.
      expect(sum(({ released }) => released)).toBeGreaterThan(tallies.length * 3);
      expect(sum(({ deidentified }) => deidentified)).toBeGreaterThan(tallies.length / 4);
      expect(sum(({ denied }) => denied)).toBeGreaterThan(tallies.length * 3);
      expect(sum(({ mutations }) => mutations)).toBeGreaterThan(tallies.length);
    },
    (MINUTES + 15) * 60_000,
  );

  it('leaves a ledger that verifies, with as many leaves as were recorded', async () => {
    await ledger.close();
    const verdict = verifyLedger({
      path,
      publicKey: ledger.publicKey,
      anchors: [],
      guardPath: `${path}.guard`,
    });
    expect(verdict.result).toBe('PASS');
    const own = readLedger(path).filter(({ kind }) => !kind.startsWith('log.'));
    expect(own).toHaveLength(appended);
  }, 120_000);
});
