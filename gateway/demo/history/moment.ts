import type { Person } from './people.ts';
import type { Question } from './questions.ts';

/** One request to the gateway. */
export type Act =
  | { readonly kind: 'query'; readonly question: Question }
  /** Presents the person's break-glass grant. */
  | { readonly kind: 'emergency-query'; readonly question: Question }
  | { readonly kind: 'break-glass'; readonly patient: string; readonly reason: string }
  | { readonly kind: 'stop-break-glass' }
  | { readonly kind: 'report'; readonly question: Question };

/** A request of the sample traffic, with its time and its sender. */
export interface Moment {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly who: Person;
  readonly act: Act;
}
