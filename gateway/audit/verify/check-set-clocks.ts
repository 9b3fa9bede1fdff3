import { isoTime } from '../../platform/iso-time.ts';
import type { LeafVisitor } from './leaf-visitor.ts';

/** Finds records that were written with a simulated clock: the start record of their writer states it. */
export interface ClockCheck extends LeafVisitor {
  /** What the verdict states about them, if the ledger ends at this size. */
  caveats(size: number): readonly string[];
}

/** Records of one start with a simulated clock. */
interface SetClock {
  readonly from: number;
  /** First simulated time, UTC ms. */
  readonly at: number;
  /** Time of the machine then, UTC ms; null if the start doesn't state it. */
  readonly machineTime: number | null;
}

const MAX_LISTED = 100;

/** A check that has read no leaf. A start's clock applies until the same writer starts again. */
export function createClockCheck(): ClockCheck {
  const open = new Map<string, SetClock>();
  const lines: string[] = [];
  return {
    visit({ kind, at, details }, index, signer) {
      if (kind !== 'log.start') return;
      const clock = open.get(signer);
      if (clock !== undefined && lines.length < MAX_LISTED) lines.push(describe(clock, index - 1));
      open.delete(signer);
      if (details === null || details['clock'] !== 'set') return;
      const { machineTime, headSize } = details;
      open.set(signer, {
        // The enrollment of its key may be recorded before its start.
        from: typeof headSize === 'number' ? Math.min(headSize, index) : index,
        at,
        machineTime: typeof machineTime === 'number' ? machineTime : null,
      });
    },
    plainLeaves: 'skip',
    caveats: (size) => [...lines, ...[...open.values()].map((clock) => describe(clock, size - 1))],
  };
}

function describe({ from, at, machineTime }: SetClock, to: number): string {
  const really =
    machineTime === null ? '' : ` The clock of the machine showed ${isoTime(machineTime)} then.`;
  return `Records ${from}..${to} were written with a clock that was set, to ${isoTime(at)} at first: their times are not evidence.${really}`;
}
