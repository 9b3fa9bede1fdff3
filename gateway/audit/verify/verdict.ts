import type { ValidKey } from '../chain/keyring.ts';
import type { IndexRange } from '../record/index-ranges.ts';
import type { KnownHead } from '../record/control/epoch.ts';
import type { Quarantine } from '../record/control/quarantine.ts';
import { makesIncomplete, type FindingCode } from './finding-codes.ts';

/** A finding, and the leaves it concerns. */
export interface Finding {
  readonly code: FindingCode;
  /** Index of the first leaf. */
  readonly from: number;
  /** Index of the last leaf. */
  readonly to: number;
  readonly text: string;
}

/** A remembered checkpoint, and the result of comparing it with the ledger. */
export interface AnchorUse {
  readonly source: 'guard' | 'anchor';
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly agrees: boolean;
  /** Whether it covers records that were lost before a resumption: it cannot be compared with the ledger. */
  readonly isLost: boolean;
  /** The given witnesses that cosigned it, and when: seconds since 1970. */
  readonly cosigned: readonly { readonly witness: string; readonly at: number }[];
}

/** A silence of a writer that ends with a start which found the ledger as the writer had left it. */
export interface Outage {
  /** Index of the last leaf before it. */
  readonly after: number;
  /** Index of the first leaf after it. */
  readonly before: number;
  /** Times of these leaves, UTC ms since 1970. */
  readonly since: number;
  readonly until: number;
}

/** Where a ledger was resumed after a restore. */
export interface Resumption {
  /** Index of the leaf that records it, which is the number of restored leaves. */
  readonly record: number;
  /** UTC ms since 1970. */
  readonly at: number;
  /** Origins before and after it. */
  readonly from: string;
  readonly to: string;
  /** The last checkpoint of the lost records, as the leaf states it; null if none was known. */
  readonly known: KnownHead | null;
  /** The largest known size of the ledger under the old origin. */
  reached: number;
}

/** The result of a verification, and its limits. */
export interface Verdict {
  readonly result: 'PASS' | 'FAIL' | 'INCOMPLETE';
  /** In order of their leaves; at most 100. */
  readonly findings: readonly Finding[];
  /** All findings, also those that are not listed. */
  readonly findingCount: number;
  readonly origin: string | null;
  /** Leaves that the ledger should hold according to the largest known checkpoint. */
  readonly asked: number;
  /** Leaves that were checked. */
  readonly covered: number;
  /** Of the last checkpoint in the ledger. */
  readonly size: number;
  /** Hex; of the last checkpoint in the ledger. */
  readonly root: string | null;
  readonly keys: readonly ValidKey[];
  readonly anchors: readonly AnchorUse[];
  /** The latest time that the records themselves support, UTC ms since 1970; null without records. */
  readonly supportedTime: number | null;
  /** Longest silence, in ms, that the heartbeats in the ledger allow. */
  readonly allowedSilence: number;
  /** In order; at most 100. Outages are not findings. */
  readonly outages: readonly Outage[];
  /** All outages, also those that are not listed. */
  readonly outageCount: number;
  /** Where the ledger was resumed after a restore, in order. */
  readonly resumptions: readonly Readonly<Resumption>[];
  /** Number of erased ids and reasons, and the index of the leaf that records their erasure. */
  readonly erased: readonly { readonly by: number; readonly entries: number }[];
  /** Records whose stored text does not fit their commitment, and the index of the leaf that withdraws it. */
  readonly withdrawn: readonly { readonly by: number; readonly leaves: readonly number[] }[];
  /** Batches that were removed from the end of the ledger, and the index of the leaf that records it; at most 100. */
  readonly quarantined: readonly (Quarantine & { readonly by: number })[];
  /** Pruned records, the index of the leaf that records the pruning, and the retention then. */
  readonly pruned: readonly {
    readonly by: number;
    readonly ranges: readonly IndexRange[];
    /** Leaves in these ranges without a body. */
    readonly leaves: number;
    readonly retention: string;
  }[];
  /** What the verdict cannot exclude. */
  readonly caveats: readonly string[];
}

const MAX_LISTED = 100;

/** Collects findings in bounded memory: the first 100, and the count of all. */
export interface Findings {
  add(code: FindingCode, range: readonly [from: number, to: number], text: string): void;
  /**
   * Adds that the ledger cannot be read further; `isFailure` if that shows a change of the ledger. Later findings would
   * depend on the unread part, so they are ignored.
   */
  breakOff(at: number, text: string, isFailure: boolean): void;
  result(): Pick<Verdict, 'result' | 'findings' | 'findingCount'>;
}

/** An empty collection. */
export function createFindings(): Findings {
  const kept: Finding[] = [];
  let count = 0;
  let hasFailure = false;
  let isBrokenOff = false;
  return {
    add(code, [from, to], text) {
      if (isBrokenOff) return;
      count += 1;
      hasFailure ||= !makesIncomplete(code);
      if (kept.length < MAX_LISTED) kept.push({ code, from, to, text });
    },
    breakOff(at, text, isFailure) {
      isBrokenOff = true;
      hasFailure ||= isFailure;
      count += 1;
      kept.splice(MAX_LISTED - 1);
      kept.push({ code: 'UNREADABLE', from: at, to: at, text });
    },
    result: () => ({
      result: hasFailure ? 'FAIL' : count > 0 ? 'INCOMPLETE' : 'PASS',
      findings: kept.toSorted((a, b) => a.from - b.from),
      findingCount: count,
    }),
  };
}
