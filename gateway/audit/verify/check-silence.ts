import { isoTime } from '../../platform/iso-time.ts';
import type { Leaf } from '../record/parse-leaf.ts';
import type { Checkpoint } from '../tree/checkpoint.ts';
import type { LeafVisitor } from './leaf-visitor.ts';
import { MAX_STEP_MS } from './supported-time.ts';
import type { Findings, Outage } from './verdict.ts';

/** Finds times in which a writer recorded nothing, not even the heartbeat that a running gateway records at its interval. */
export interface SilenceCheck extends LeafVisitor {
  /** Silences that the next start of the writer reports itself; at most 100. */
  outages(): readonly Outage[];
  outageCount(): number;
  /** Longest silence that was allowed, ms. */
  allowed(): number;
}

/** Heartbeat of a writer whose start doesn't state it: the gateway's default. */
const HEARTBEAT_MS = 60_000;
/** The longest heartbeat that a configuration accepts. */
const MAX_HEARTBEAT_MS = 3_600_000;
/** A heartbeat may be this late: timers, a busy process and a slow commit delay it. */
const MIN_DELAY_MS = 10_000;
const MAX_LISTED = 100;

interface Writer {
  /** UTC ms of its last leaf; Infinity after a pruned leaf, whose time is not known. */
  at: number;
  /** Index of that leaf. */
  index: number;
  /** The longest silence that its heartbeat allows, ms. */
  allowed: number;
  /** Where the ledger ended with its last batch. */
  head: Pick<Checkpoint, 'size' | 'root'> | null;
}

/**
 * A check that has read no leaf. A writer records a heartbeat at the interval in its `log.start`. A longer time between
 * two of its leaves is a gap, unless the later leaf is a start whose guard equals the head that the writer left: then
 * nothing was written between and nothing was removed. The first leaf of a writer follows the last leaf of any other. A
 * clock that goes back leaves no gap. A month without a start is reported as a clock that was set ahead.
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
    { before, signer }: { readonly before: Writer; readonly signer: string },
  ) => {
    if (leaf.at - before.at <= before.allowed) return;
    const { head } = before;
    /** The start found the ledger as the writer had left it. */
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
    const isSameWriter = writers.get(signer) === before;
    // A running process is never silent for so long: its clock was set ahead.
    if (isSameWriter && leaf.kind !== 'log.start' && leaf.at - before.at > MAX_STEP_MS) {
      const text = `The clock of one writer jumped from ${isoTime(before.at)} in record ${before.index} to ${isoTime(leaf.at)} in record ${index}, and no start explains it.`;
      findings.add('CLOCK', [before.index, index], text);
      return;
    }
    const seconds = Math.round((leaf.at - before.at) / 1000);
    const text = `Nothing was recorded for ${seconds} s between records ${before.index} and ${index}, where at most ${before.allowed / 1000} s pass without a heartbeat.`;
    findings.add('TIME_GAP', [before.index, index], text);
  };
  return {
    visit(leaf, index, signer) {
      if (!Number.isSafeInteger(leaf.at)) return;
      const known = writers.get(signer);
      const before = known ?? latest;
      // The time before a resumption is reported as lost records, not as silence.
      if (before !== null && leaf.kind !== 'log.incarnation')
        judge(leaf, index, { before, signer });
      const allowed = allowedBy(leaf) ?? before?.allowed ?? allowedFor(HEARTBEAT_MS);
      longest = Math.max(longest, allowed);
      latest = { at: leaf.at, index, allowed, head: known?.head ?? null };
      writers.set(signer, latest);
    },
    plainLeaves: {
      accepts(leaves, _first, signer) {
        const writer = writers.get(signer);
        if (writer === undefined) return false;
        return Math.max(leaves.firstAt - writer.at, leaves.longestSilence) <= writer.allowed;
      },
      visit(leaves, first, signer) {
        const writer = writers.get(signer);
        if (writer === undefined) return;
        writer.at = leaves.lastAt;
        writer.index = first + leaves.count - 1;
        latest = writer;
      },
    },
    visitPruned(index, signer) {
      const writer = writers.get(signer);
      const allowed = writer?.allowed ?? latest?.allowed ?? allowedFor(HEARTBEAT_MS);
      latest = { at: Infinity, index, allowed, head: writer?.head ?? null };
      writers.set(signer, latest);
    },
    endBatch({ size, root }, signer) {
      const writer = writers.get(signer);
      if (writer !== undefined) writer.head = { size, root };
    },
    outages: () => outages,
    outageCount: () => outageCount,
    allowed: () => longest,
  };
}

/** The silence that a start allows by its heartbeat; null for any other leaf. */
function allowedBy({ kind, details }: Leaf): number | null {
  const heartbeat = kind === 'log.start' ? details?.['heartbeatMs'] : null;
  if (typeof heartbeat !== 'number' || heartbeat <= 0) return null;
  return allowedFor(Math.min(heartbeat, MAX_HEARTBEAT_MS));
}

function allowedFor(heartbeatMs: number): number {
  return heartbeatMs + Math.max(heartbeatMs, MIN_DELAY_MS);
}
