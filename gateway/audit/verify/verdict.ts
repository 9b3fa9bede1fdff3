import type { ValidKey } from '../chain/keyring.ts';
import type { IndexRange } from '../record/index-ranges.ts';
import type { KnownHead } from '../record/control/epoch.ts';
import type { Quarantine } from '../record/control/quarantine.ts';
import { isOpen, type FindingCode } from './finding-codes.ts';

/** One thing that was found, and the leaves it is about. */
export interface Finding {
  readonly code: FindingCode;
  /** Index of the first leaf concerned. */
  readonly from: number;
  /** Index of the last. */
  readonly to: number;
  readonly text: string;
}

/** A checkpoint from outside the ledger, and what it says about it. */
export interface AnchorUse {
  readonly source: 'guard' | 'anchor';
  readonly origin: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  readonly agrees: boolean;
  /** Whether it is of what was lost before the ledger was resumed: the ledger can't be compared with it. */
  readonly isLost: boolean;
  /** The given witnesses that have seen it, and when: seconds since 1970. */
  readonly cosigned: readonly { readonly witness: string; readonly at: number }[];
}

/**
 * A time in which a writer was silent, and whose end is a start that found the ledger as the writer had left
 * it.
 */
export interface Outage {
  /** Index of the last leaf before it. */
  readonly after: number;
  /** Index of the first leaf behind it. */
  readonly before: number;
  /** When these were recorded, UTC ms since 1970. */
  readonly since: number;
  readonly until: number;
}

/** Where a ledger was resumed after a restore. */
export interface Resumption {
  /** Index of the leaf that says so: as many leaves were restored. */
  readonly record: number;
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** What the leaf knows to have been there; null for nothing. */
  readonly known: KnownHead | null;
  /** Leaves that the old incarnation is known to have had. */
  reached: number;
}

/** What a verification found, and how far it can be relied on. */
export interface Verdict {
  readonly result: 'PASS' | 'FAIL' | 'INCOMPLETE';
  /** By place; at most 100. */
  readonly findings: readonly Finding[];
  /** All, those beyond the hundredth included. */
  readonly findingCount: number;
  readonly origin: string | null;
  /** Leaves that the ledger should hold, by the largest checkpoint known. */
  readonly asked: number;
  /** Leaves that were checked. */
  readonly covered: number;
  /** Of the last checkpoint in the ledger. */
  readonly size: number;
  /** Hex; of the last checkpoint in the ledger. */
  readonly root: string | null;
  readonly keys: readonly ValidKey[];
  readonly anchors: readonly AnchorUse[];
  /** UTC ms since 1970, as far as the ledger's own course supports that time has passed; null for no record. */
  readonly supportedTime: number | null;
  /** Longest time, in ms, that a writer may have been silent, by the heartbeats that the ledger names. */
  readonly allowedSilence: number;
  /** In order; at most 100. They are no findings. */
  readonly outages: readonly Outage[];
  /** All of them. */
  readonly outageCount: number;
  /** Where the ledger was resumed after a restore, in order. */
  readonly resumptions: readonly Readonly<Resumption>[];
  /** Entries whose ids are gone for good, and the index of the leaf that says so. */
  readonly erased: readonly { readonly by: number; readonly entries: number }[];
  /** Records beside which another text lies than they commit to, and the index of the leaf that says so. */
  readonly withdrawn: readonly { readonly by: number; readonly leaves: readonly number[] }[];
  /** What was taken off the end of the ledger, and the index of the leaf that says so; at most 100. */
  readonly quarantined: readonly (Quarantine & { readonly by: number })[];
  /** Records of which only hashes are left, the leaf that says so, and how long records were kept then. */
  readonly pruned: readonly {
    readonly by: number;
    readonly ranges: readonly IndexRange[];
    /** How many in these ranges have no body any more. */
    readonly leaves: number;
    readonly retention: string;
  }[];
  /** What the verdict cannot exclude. */
  readonly caveats: readonly string[];
}

const MAX_LISTED = 100;

/** Findings as they come in; a ledger that is wrong everywhere must not fill the memory. */
export interface Findings {
  add(code: FindingCode, range: readonly [from: number, to: number], text: string): void;
  /**
   * Adds that the ledger cannot be read further, which is a failure where it shows that the ledger was changed. What is
   * added later would rest on what was not read, and is not kept.
   */
  breakOff(at: number, text: string, isFailure: boolean): void;
  result(): Pick<Verdict, 'result' | 'findings' | 'findingCount'>;
}

/** No findings yet. */
export function createFindings(): Findings {
  const kept: Finding[] = [];
  let count = 0;
  let hasFailure = false;
  let isBrokenOff = false;
  return {
    add(code, [from, to], text) {
      if (isBrokenOff) return;
      count += 1;
      hasFailure ||= !isOpen(code);
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
