import { isoTime } from '../../platform/iso-time.ts';
import type { Leaf } from '../record/parse-leaf.ts';

/** Looks for records whose times are by a clock that somebody set: their writer's start says so. */
export interface ClockCheck {
  /** The next leaf of a writer that isn't known to be plain. */
  note(leaf: Leaf, index: number, by: string): void;
  /** What to say of them, where the ledger ends at this size. */
  caveats(size: number): readonly string[];
}

interface Played {
  readonly from: number;
  /** When it was set to, and what the machine's clock said; null where that isn't told. */
  readonly at: number;
  readonly machineTime: number | null;
}

const MAX_LISTED = 100;

/** A check that has seen nothing. What a writer's start says holds until the writer starts again. */
export function createClockCheck(): ClockCheck {
  const open = new Map<string, Played>();
  const lines: string[] = [];
  return {
    note({ kind, at, details }, index, by) {
      if (kind !== 'log.start') return;
      const played = open.get(by);
      if (played !== undefined && lines.length < MAX_LISTED)
        lines.push(describe(played, index - 1));
      open.delete(by);
      if (details === null || details['clock'] !== 'set') return;
      const { machineTime, headSize } = details;
      open.set(by, {
        // Where it found the ledger: its key may stand before its start.
        from: typeof headSize === 'number' ? Math.min(headSize, index) : index,
        at,
        machineTime: typeof machineTime === 'number' ? machineTime : null,
      });
    },
    caveats: (size) => [
      ...lines,
      ...[...open.values()].map((played) => describe(played, size - 1)),
    ],
  };
}

function describe({ from, at, machineTime }: Played, to: number): string {
  const really =
    machineTime === null ? '' : ` By the machine's clock it was ${isoTime(machineTime)} then.`;
  return `Records ${from}..${to} were written on a clock that was set, to ${isoTime(at)} at first: their times are whatever it was set to.${really}`;
}
