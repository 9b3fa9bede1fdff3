import type { Category } from '../../../directives/spec.ts';
import type { WorkingHours } from './working-hours.ts';

/** What an operator says of the rules. */
export interface UnusualSettings {
  /** Null: the rule on access after hours is off, since nobody else knows when and whom it is about. */
  readonly afterHours: WorkingHours | null;
  readonly noRelationship: {
    /** Roles that have a relationship to each patient whose record they open. None: the rule is off. */
    readonly roles: readonly string[];
  };
  readonly volume: {
    /** So many patients in an hour are never more than usual. */
    readonly least: number;
  };
  readonly firstCategory: { readonly categories: readonly Category[] };
  readonly deceased: {
    /** So long after a death there is still work to do on a record. */
    readonly days: number;
  };
}

/** The rules as they are where nothing is said of them. */
export const USUAL_SETTINGS: UnusualSettings = Object.freeze({
  afterHours: null,
  noRelationship: Object.freeze({ roles: [] }),
  volume: Object.freeze({ least: 10 }),
  firstCategory: Object.freeze({
    categories: ['MENTAL_HEALTH', 'SUBSTANCE_USE', 'SEXUAL_HEALTH', 'GENETIC'] as const,
  }),
  deceased: Object.freeze({ days: 30 }),
});
