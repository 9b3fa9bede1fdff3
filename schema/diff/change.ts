import type { Coordinate } from '../../directives/coordinate.ts';
import type { Origin } from '../../directives/marks/graph.ts';
import type { Entitlement } from '../views/entitlement.ts';
import type { Shown } from '../views/shown.ts';

/** Whether callers see more or less than before. A change that can't be compared counts as more. */
export type Effect = 'more' | 'less';

/** A role by which callers see more, and which patients it reaches. */
export interface Through {
  readonly role: string;
  /** In the words of the configuration, such as `care-team`; null without a configuration. */
  readonly reach: string | null;
}

/** One difference of an element. */
export type Difference = { readonly through: readonly Through[] } & DifferenceKind;

/** A difference without the roles by which it arises. */
export type DifferenceKind =
  /** The view of a caller with exactly these entitlements; without entitlements, one without a role. */
  | {
      readonly kind: 'view';
      readonly effect: Effect;
      readonly entitlements: readonly Entitlement[];
      readonly before: Shown;
      readonly after: Shown;
    }
  /** How its release is recorded, or which patient or key its objects have. */
  | {
      readonly kind: 'record' | 'category' | 'pseudonym' | 'date format' | 'patient' | 'key';
      readonly effect: Effect;
      readonly before: string | null;
      readonly after: string | null;
    };

/** An element of both graphs with different views or records. */
export interface Change {
  readonly coordinate: Coordinate;
  /** `more` if any difference is. */
  readonly effect: Effect;
  readonly differences: readonly Difference[];
  /** Where it is defined in the new graph. */
  readonly origin: Origin;
}

/** An element of one graph only. */
export interface UnmatchedElement {
  readonly coordinate: Coordinate;
  /** `all`: any authenticated caller. `none`: not even all roles together. Otherwise the roles that see it alone. */
  readonly seenBy: 'all' | 'none' | readonly string[];
  /** The roles of `seenBy`, with the patients that each reaches. */
  readonly through: readonly Through[];
  readonly isPhi: boolean;
  readonly origin: Origin;
}

/** A changed setting of the operator. */
export interface SettingChange {
  readonly setting: string;
  readonly effect: Effect;
  /** Null if the values are not shown. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The differences in views between two graphs. */
export interface GraphDiff {
  readonly changes: readonly Change[];
  readonly settings: readonly SettingChange[];
  /** Whether the old graph has no marks at all. It is then compared as open to every caller, whatever `unmarked` is. */
  readonly isFirstMarked: boolean;
  readonly added: readonly UnmatchedElement[];
  readonly removed: readonly UnmatchedElement[];
}
