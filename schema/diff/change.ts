import type { Coordinate } from '../../directives/coordinate.ts';
import type { Origin } from '../../directives/marks/graph.ts';
import type { Grant } from '../views/grant.ts';
import type { Shown } from '../views/shown.ts';

/** Whether somebody sees more than before. What can't be compared counts as more. */
export type Effect = 'more' | 'less';

/** One thing about an element that isn't what it was. */
export type Difference =
  /** What a caller with exactly these grants sees; nobody's grants: any authenticated caller. */
  | {
      readonly kind: 'view';
      readonly effect: Effect;
      readonly grants: readonly Grant[];
      readonly before: Shown;
      readonly after: Shown;
    }
  /** Whether its release is recorded, and as what. */
  | {
      readonly kind: 'record' | 'category' | 'pseudonym' | 'patient' | 'key';
      readonly effect: Effect;
      readonly before: string | null;
      readonly after: string | null;
    };

/** An element that both graphs have and that isn't open to the same callers in the same way. */
export interface Change {
  readonly coordinate: Coordinate;
  /** `more` where any of its differences is. */
  readonly effect: Effect;
  readonly differences: readonly Difference[];
  /** Where the new graph defines it. */
  readonly origin: Origin;
}

/** An element that only one graph has. */
export interface Lone {
  readonly coordinate: Coordinate;
  /** `everybody`: any authenticated caller. `nobody`: not even all roles together. */
  readonly seenBy: 'everybody' | 'nobody' | readonly string[];
  readonly isPhi: boolean;
  readonly origin: Origin;
}

/** A setting of the operator's that isn't what it was. */
export interface SettingChange {
  readonly setting: string;
  readonly effect: Effect;
  /** Null: it is another one, and not compared further. */
  readonly before: string | null;
  readonly after: string | null;
}

/** Who sees more and who sees less in one graph than in another. */
export interface GraphDiff {
  readonly changes: readonly Change[];
  readonly settings: readonly SettingChange[];
  readonly added: readonly Lone[];
  readonly removed: readonly Lone[];
}

/** Whether anybody sees more of what was there before. */
export function showsMore({ changes, settings }: GraphDiff): boolean {
  return [...changes, ...settings].some(({ effect }) => effect === 'more');
}

/** Whether anybody sees anything of what wasn't there before. */
export function showsNew({ added }: GraphDiff): boolean {
  return added.some(({ seenBy }) => seenBy !== 'nobody');
}
