import { CASE_FIELD_WORDS } from '../words/reviews.ts';
import { UNUSUAL_WORDS } from '../words/unusual-rules.ts';
import { readOrder, writeOrder } from './order.ts';
import type { Order, Orders } from './order.ts';
import { CASE_STATES } from '../api/parse-cases.ts';
import type { CaseState } from '../api/parse-cases.ts';

/** Which cases somebody looks at: everything in it stands in the address bar. */
export interface CaseSearch {
  /** Null is any. */
  readonly state: CaseState | null;
  /** Empty is any, as in the other texts. */
  readonly rule: string;
  readonly actor: string;
  readonly issuer: string;
  readonly patient: string;
  readonly order: Order;
  readonly after: string | null;
  readonly skipped: number;
}

const ORDERS: Orders = {
  fields: new Set(CASE_FIELD_WORDS.keys()),
  usual: { field: 'LEAF', direction: 'DESC' },
};

/** Reads it from an address: what waits, where nothing is said. What isn't understood is left out. */
export function readCaseSearch(query: string): CaseSearch {
  const parameters = new URLSearchParams(query);
  const state = parameters.get('state');
  const rule = parameters.get('rule') ?? '';
  const skipped = Number(parameters.get('skipped') ?? 0);
  return {
    state: state === 'any' ? null : (CASE_STATES.find((known) => known === state) ?? 'OPEN'),
    rule: UNUSUAL_WORDS.has(rule) ? rule : '',
    actor: parameters.get('actor')?.trim() ?? '',
    issuer: parameters.get('issuer')?.trim() ?? '',
    patient: parameters.get('patient')?.trim() ?? '',
    order: readOrder(parameters, ORDERS),
    after: parameters.get('after'),
    skipped: Number.isSafeInteger(skipped) && skipped > 0 ? skipped : 0,
  };
}

/** As an address holds it; empty for what waits. */
export function writeCaseSearch(search: CaseSearch): string {
  const { state, rule, actor, issuer, patient, order, after, skipped } = search;
  return new URLSearchParams(
    [
      ['state', state === 'OPEN' ? '' : (state ?? 'any')],
      ['rule', rule],
      ['actor', actor],
      ['issuer', issuer],
      ['patient', patient],
      ...writeOrder(order, ORDERS),
      ['after', after ?? ''],
      ['skipped', skipped === 0 ? '' : String(skipped)],
    ].filter(([, value]) => value !== ''),
  ).toString();
}

/** The filter that the API takes. */
export function caseFilterOf({ state, rule, actor, issuer, patient }: CaseSearch): object {
  return {
    ...(state !== null && { state }),
    ...(rule !== '' && { rule }),
    ...(actor !== '' && { actor }),
    ...(issuer !== '' && { issuer }),
    ...(patient !== '' && { patient }),
  };
}
