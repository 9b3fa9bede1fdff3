import type { CaseFilter, QueueField, UnusualRule } from '../api/operations.types.ts';
import { isCode } from '../words/is-code.ts';
import { QUEUE_FIELD_WORDS } from '../words/sort-fields.ts';
import { UNUSUAL_RULE_WORDS } from '../words/unusual-rules.ts';
import { readListPart, toQuery, writeListPart } from './list-address.ts';
import type { ListPart, Order } from './list-address.ts';

/** What is shown of the queue. The address bar holds all of it. */
export interface QueueSearch extends ListPart<QueueField> {
  /** Null is any. */
  readonly rule: UnusualRule | null;
  /** Whether to show also what has a score below the configured one. */
  readonly isAll: boolean;
  /** Whether to show suppressed cases instead of those that await review. */
  readonly isSuppressed: boolean;
}

const HIGHEST_FIRST: Order<QueueField> = { field: 'SCORE', direction: 'DESC' };

/** Reads a search from an address. Invalid parameters are left out. */
export function readQueueSearch(query: string): QueueSearch {
  const parameters = new URLSearchParams(query);
  const rule = parameters.get('rule') ?? '';
  return {
    rule: isCode(UNUSUAL_RULE_WORDS, rule) ? rule : null,
    isAll: parameters.get('all') === 'yes',
    isSuppressed: parameters.get('suppressed') === 'yes',
    ...readListPart(parameters, QUEUE_FIELD_WORDS, HIGHEST_FIRST),
  };
}

/** A search as the query of an address. */
export function writeQueueSearch(search: QueueSearch): string {
  return toQuery([
    ['rule', search.rule ?? ''],
    ['all', search.isAll ? 'yes' : ''],
    ['suppressed', search.isSuppressed ? 'yes' : ''],
    ...writeListPart(search, HIGHEST_FIRST),
  ]);
}

/** The filter of a search, as the report API accepts it. */
export function queueFilterOf({ rule, isAll, isSuppressed }: QueueSearch): CaseFilter {
  return {
    ...(rule !== null && { rule }),
    ...(isAll && { leastScore: 0 }),
    ...(isSuppressed && { state: 'SUPPRESSED' }),
  };
}
