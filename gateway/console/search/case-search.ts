import type { CaseField, CaseFilter, CaseState, UnusualRule } from '../api/operations.types.ts';
import { isCode } from '../words/is-code.ts';
import { CASE_STATE_WORDS } from '../words/reviews.ts';
import { CASE_FIELD_WORDS } from '../words/sort-fields.ts';
import { UNUSUAL_RULE_WORDS } from '../words/unusual-rules.ts';
import { readListPart, readText, toQuery, writeListPart } from './list-address.ts';
import type { ListPart, Order } from './list-address.ts';

/** A search for cases. The address bar holds all of it. */
export interface CaseSearch extends ListPart<CaseField> {
  /** Null is any. */
  readonly state: CaseState | null;
  readonly rule: UnusualRule | null;
  /** Empty is any. */
  readonly actor: string;
  readonly issuer: string;
  readonly patient: string;
}

const NEWEST_FIRST: Order<CaseField> = { field: 'LEAF', direction: 'DESC' };

/** Reads a search from an address: by default, open cases. Invalid parameters are left out. */
export function readCaseSearch(query: string): CaseSearch {
  const parameters = new URLSearchParams(query);
  const state = parameters.get('state') ?? '';
  const rule = parameters.get('rule') ?? '';
  return {
    state: state === 'any' ? null : isCode(CASE_STATE_WORDS, state) ? state : 'OPEN',
    rule: isCode(UNUSUAL_RULE_WORDS, rule) ? rule : null,
    actor: readText(parameters, 'actor'),
    issuer: readText(parameters, 'issuer'),
    patient: readText(parameters, 'patient'),
    ...readListPart(parameters, CASE_FIELD_WORDS, NEWEST_FIRST),
  };
}

/** A search as the query of an address; empty for open cases. */
export function writeCaseSearch(search: CaseSearch): string {
  const { state, rule, actor, issuer, patient } = search;
  return toQuery([
    ['state', state === 'OPEN' ? '' : (state ?? 'any')],
    ['rule', rule ?? ''],
    ['actor', actor],
    ['issuer', issuer],
    ['patient', patient],
    ...writeListPart(search, NEWEST_FIRST),
  ]);
}

/** The filter of a search, as the report API accepts it. */
export function caseFilterOf({ state, rule, actor, issuer, patient }: CaseSearch): CaseFilter {
  return {
    ...(state !== null && { state }),
    ...(rule !== null && { rule }),
    ...(actor !== '' && { actor }),
    ...(issuer !== '' && { issuer }),
    ...(patient !== '' && { patient }),
  };
}
