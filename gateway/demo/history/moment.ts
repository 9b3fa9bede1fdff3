import type { Person } from './people.ts';
import type { Question } from './questions.ts';

/** What somebody does: one request to the gateway. */
export type Act =
  | { readonly does: 'ask'; readonly question: Question }
  /** Presents the grant that they have. */
  | { readonly does: 'ask in an emergency'; readonly question: Question }
  | { readonly does: 'break the glass'; readonly patient: string; readonly reason: string }
  | { readonly does: 'stop the emergency' }
  | { readonly does: 'read reports'; readonly question: Question };

/** A request of a fortnight, when it is made and by whom. */
export interface Moment {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly who: Person;
  readonly act: Act;
}
