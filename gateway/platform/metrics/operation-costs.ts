import { LRUCache } from 'lru-cache';
import { csvLine } from '../csv-line.ts';

/** What one execution of an operation was expected to cost, and what its response cost. */
export interface OperationCost {
  /** SHA-256 of the operation without its literals, hex. The ledger has the same. */
  readonly hash: string;
  readonly name: string | null;
  /** By `@cost`, `@listSize` and the arguments. The limit applies to it. */
  readonly estimated: number;
  /** By `@cost` and the values of the response. */
  readonly actual: number;
}

/** Compares estimates with responses, operation by operation, for authors who set `@cost` and `@listSize`. */
export interface OperationCosts {
  readonly add: (cost: OperationCost) => void;
  /** CSV with one line per operation; those whose estimates are farthest off come first. */
  readonly print: () => string;
}

/** The operations that are kept: those that ran last. */
const MAX_OPERATIONS = 1_000;

/** Creates the comparison, empty. It counts from the start of the process. */
export function createOperationCosts(): OperationCosts {
  const operations = new LRUCache<string, Totals>({ max: MAX_OPERATIONS });
  return {
    add: ({ hash, name, estimated, actual }) => {
      const key = `${hash} ${name}`;
      let totals = operations.get(key);
      if (totals === undefined) {
        totals = { hash, name, requests: 0, estimated: 0, actual: 0, largest: 0 };
        operations.set(key, totals);
      }
      totals.requests += 1;
      totals.estimated += estimated;
      totals.actual += actual;
      totals.largest = Math.max(totals.largest, actual);
    },
    print: () => {
      const rows = [...operations.values()].toSorted((one, other) => gapOf(other) - gapOf(one));
      return [HEADINGS, ...rows.map(cellsOf)].map(csvLine).join('');
    },
  };
}

interface Totals {
  readonly hash: string;
  readonly name: string | null;
  requests: number;
  estimated: number;
  actual: number;
  largest: number;
}

const HEADINGS = [
  'operation',
  'hash',
  'requests',
  'mean estimate',
  'mean cost',
  'largest cost',
  'cost per estimate',
];

function cellsOf({ hash, name, requests, estimated, actual, largest }: Totals): readonly string[] {
  return [
    name ?? '',
    hash,
    String(requests),
    (estimated / requests).toFixed(0),
    (actual / requests).toFixed(0),
    String(largest),
    ratio(actual, estimated).toFixed(3),
  ];
}

/** How far the estimates of all requests are off. */
function gapOf({ estimated, actual }: Totals): number {
  return Math.abs(estimated - actual);
}

/** The part of an estimate that a response cost. An operation without cost is estimated exactly. */
export function ratio(actual: number, estimated: number): number {
  return estimated === 0 ? 1 : actual / estimated;
}
