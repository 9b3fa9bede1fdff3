import { toQuery } from './list-address.ts';

/** What the list of suppressions shows, in words. */
export const SUPPRESSION_STATES = [
  ['current', 'current'],
  ['past', 'ended or lifted'],
  ['any', 'all'],
] as const;

type SuppressionState = (typeof SUPPRESSION_STATES)[number][0];

/** A search for suppressions. The address bar holds all of it. */
export interface SuppressionSearch {
  readonly state: SuppressionState;
  /** The cursor before the first row of the page; null for the first page. */
  readonly after: string | null;
  /** The number of rows before the page. */
  readonly skipped: number;
}

/** Reads a search from an address: by default, current suppressions. Invalid parameters are left out. */
export function readSuppressionSearch(query: string): SuppressionSearch {
  const parameters = new URLSearchParams(query);
  const known = SUPPRESSION_STATES.find(([state]) => state === parameters.get('state'));
  const skipped = Number(parameters.get('skipped') ?? 0);
  return {
    state: known?.[0] ?? 'current',
    after: parameters.get('after'),
    skipped: Number.isSafeInteger(skipped) && skipped > 0 ? skipped : 0,
  };
}

/** A search as the query of an address; empty for current suppressions. */
export function writeSuppressionSearch({ state, after, skipped }: SuppressionSearch): string {
  return toQuery([
    ['state', state === 'current' ? '' : state],
    ['after', after ?? ''],
    ['skipped', skipped === 0 ? '' : String(skipped)],
  ]);
}
