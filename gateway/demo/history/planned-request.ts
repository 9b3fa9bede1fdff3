import type { ReviewFinding } from '../../reports/catalog/case-filter.ts';
import type { UnusualRule } from '../../reports/catalog/unusual-rule.ts';
import type { Place } from '../sites.ts';
import type { Person } from './people.ts';
import type { GraphqlRequest } from './graphql-requests.ts';

/** What is requested of the gateway. */
export type Action =
  | { readonly kind: 'query'; readonly request: GraphqlRequest }
  /** Sent with the person's break-glass grant. */
  | { readonly kind: 'emergency-query'; readonly request: GraphqlRequest }
  | { readonly kind: 'break-glass'; readonly patient: string; readonly reason: string }
  | { readonly kind: 'stop-break-glass' }
  /** Sent to the report API. */
  | { readonly kind: 'report'; readonly request: GraphqlRequest }
  /** Closes the cases of a rule that are open, by the report API. */
  | {
      readonly kind: 'review';
      readonly rule: UnusualRule;
      readonly verdict: ReviewFinding;
      readonly note: string;
    }
  /** Asks about the last access of an account to the person's own record, by the report API. */
  | { readonly kind: 'ask'; readonly actor: string; readonly text: string };

/** A request of the sample traffic, with its time and its sender. */
export interface PlannedRequest {
  /** UTC ms since 1970. */
  readonly at: number;
  readonly who: Person;
  readonly action: Action;
  /** Where it comes from: by default from the hospital, or from a patient's home. */
  readonly place?: Place;
}
