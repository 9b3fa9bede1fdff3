import { isoTime } from '../../platform/iso-time.ts';
import type { Leaf } from '../record/parse-leaf.ts';
import type { Checkpoint } from '../tree/checkpoint.ts';
import type { PlainLeaves } from './inspect-batch.ts';
import { MAX_STEP_MS } from './supported-time.ts';
import type { Findings, Outage } from './verdict.ts';

/** Looks for times in which a writer gave no sign of life. */
export interface SilenceCheck {
  /** The next leaf of a writer. */
  note(leaf: Leaf, index: number, by: string): void;
  /** Whether leaves that were inspected leave no time open; `take` them then. */
  isQuiet(leaves: PlainLeaves, by: string): boolean;
  take(leaves: PlainLeaves, end: number, by: string): void;
  /** A leaf of a writer without a body: nobody knows any more when it was written. */
  skip(index: number, by: string): void;
  /** A batch of a writer ended so. */
  close(checkpoint: Checkpoint, by: string): void;
  /** Silences that the writer's next start has put on the record itself; at most 100 of them. */
  outages(): readonly Outage[];
  outageCount(): number;
  /** Longest silence that was allowed, ms. */
  allowed(): number;
}

/** What a ledger without a word about it has: the gateway's default. */
const HEARTBEAT_MS = 60_000;
/** No configuration can ask for more. */
const MAX_HEARTBEAT_MS = 3_600_000;
/** A heartbeat may be this late: its timer, a busy process and the commit before it take their time. */
const MIN_DELAY_MS = 10_000;
/** A process that runs for longer than this and records nothing, not even a start, is not believed. */
const MAX_PAUSE_MS = MAX_STEP_MS;
const MAX_LISTED = 100;

interface Writer {
  /** UTC ms of its last leaf; never, where that isn't known any more. */
  at: number;
  /** Index of that leaf. */
  index: number;
  allowed: number;
  /** Where the ledger ended with its last batch. */
  head: Pick<Checkpoint, 'size' | 'root'> | null;
}

/**
 * A check that has seen nothing. A writer records a sign of life at the interval that its `log.start` names. A
 * longer time between two of its leaves is a gap, unless the later one is a start that found its guard where
 * the earlier one had left the ledger: then nothing was written between, and nothing cut off. The first leaf
 * of a writer follows the last of whoever wrote before. A clock that went back leaves no time open. A month and more
 * without a start is no outage but a clock that was set ahead.
 */
export function createSilenceCheck(findings: Findings): SilenceCheck {
  const writers = new Map<string, Writer>();
  let latest: Writer | null = null;
  const outages: Outage[] = [];
  let outageCount = 0;
  let longest = allowedFor(HEARTBEAT_MS);

  const judge = (
    leaf: Leaf,
    index: number,
    { before, by }: { readonly before: Writer; readonly by: string },
  ) => {
    if (leaf.at - before.at <= before.allowed) return;
    const { head } = before;
    const isReported =
      leaf.kind === 'log.start' &&
      head !== null &&
      leaf.details?.['guardSize'] === head.size &&
      leaf.details['guardRoot'] === head.root.toString('hex');
    if (isReported) {
      outageCount += 1;
      const outage = { after: before.index, before: index, since: before.at, until: leaf.at };
      if (outages.length < MAX_LISTED) outages.push(outage);
      return;
    }
    const isSame = writers.get(by) === before;
    if (isSame && leaf.kind !== 'log.start' && leaf.at - before.at > MAX_PAUSE_MS) {
      const text = `The clock of one writer jumped from ${isoTime(before.at)} in record ${before.index} to ${isoTime(leaf.at)} in record ${index}, and no start explains it.`;
      findings.add('CLOCK', [before.index, index], text);
      return;
    }
    const seconds = Math.round((leaf.at - before.at) / 1000);
    const text = `Nothing was recorded for ${seconds} s between records ${before.index} and ${index}, where at most ${before.allowed / 1000} s pass without a sign of life.`;
    findings.add('TIME_GAP', [before.index, index], text);
  };
  return {
    note(leaf, index, by) {
      if (!Number.isSafeInteger(leaf.at)) return;
      const known = writers.get(by);
      const before = known ?? latest;
      // What happened before the ledger was resumed is not silence: it is lost, and said to be.
      if (before !== null && leaf.kind !== 'log.incarnation') judge(leaf, index, { before, by });
      const allowed = allowedBy(leaf) ?? before?.allowed ?? allowedFor(HEARTBEAT_MS);
      longest = Math.max(longest, allowed);
      latest = { at: leaf.at, index, allowed, head: known?.head ?? null };
      writers.set(by, latest);
    },
    isQuiet(leaves, by) {
      const writer = writers.get(by);
      if (writer === undefined) return false;
      return Math.max(leaves.firstAt - writer.at, leaves.longestSilence) <= writer.allowed;
    },
    take(leaves, end, by) {
      const writer = writers.get(by);
      if (writer === undefined) return;
      writer.at = leaves.lastAt;
      writer.index = end;
      latest = writer;
    },
    skip(index, by) {
      const writer = writers.get(by);
      const allowed = writer?.allowed ?? latest?.allowed ?? allowedFor(HEARTBEAT_MS);
      latest = { at: Infinity, index, allowed, head: writer?.head ?? null };
      writers.set(by, latest);
    },
    close({ size, root }, by) {
      const writer = writers.get(by);
      if (writer !== undefined) writer.head = { size, root };
    },
    outages: () => outages,
    outageCount: () => outageCount,
    allowed: () => longest,
  };
}

/** What a start says of the writer's heartbeat; null for everything else. */
function allowedBy({ kind, details }: Leaf): number | null {
  const heartbeat = kind === 'log.start' ? details?.['heartbeatMs'] : null;
  if (typeof heartbeat !== 'number' || heartbeat <= 0) return null;
  return allowedFor(Math.min(heartbeat, MAX_HEARTBEAT_MS));
}

function allowedFor(heartbeatMs: number): number {
  return heartbeatMs + Math.max(heartbeatMs, MIN_DELAY_MS);
}
