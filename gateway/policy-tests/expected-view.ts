import { unreachable } from '../../directives/unreachable.ts';
import type { RecordedDenialReason } from '../platform/recorded-denial-reason.ts';
import { FAULTS } from '../platform/faults.ts';
import { DEIDENTIFY_METHODS, type Deidentify } from '../../directives/spec.ts';

/** What a test expects a caller to see of a field. */
export type ExpectedView =
  /** The value as subgraphs return it; null accepts every value. */
  | { readonly kind: 'full'; readonly value: string | null }
  /** The de-identified value; null accepts every method, and every value. */
  | {
      readonly kind: 'deidentified';
      readonly method: Deidentify | null;
      readonly value: string | null;
    }
  /** Null without an error: the field is de-identified by the method SUPPRESS. */
  | { readonly kind: 'suppressed' }
  /** No value: denied for a reason (null: for any), or the whole operation is refused. */
  | { readonly kind: 'denied'; readonly reason: RecordedDenialReason | null }
  /** The whole operation is refused; null accepts every code. */
  | { readonly kind: 'refused'; readonly code: string | null };

/** The reasons that `denied by` may name. */
export const REASONS: readonly RecordedDenialReason[] = [
  'role',
  'scope',
  'reach',
  'consent',
  'purpose',
  'rule',
  'failed',
  'input',
];

/** The methods that show something. */
const SHOWING = DEIDENTIFY_METHODS.filter((method) => method !== 'SUPPRESS');

/** How an expected view is written, for messages. */
export const VIEW_FORMS = [
  'full',
  'deidentified',
  ...SHOWING,
  'suppressed',
  'denied',
  `denied by ${REASONS.join('|')}`,
  'refused',
  'refused with CODE',
].join(', ');

/**
 * Parses an expected view, such as `full`, `LAST4`, `LAST4 2967` with the value that is shown, `denied by role` or
 * `refused with PURPOSE_NOT_ALLOWED`. Null for another text.
 */
export function parseView(text: string): ExpectedView | null {
  const [, word = '', rest = ''] = /^\s*(\S+)\s*([^]*?)\s*$/.exec(text) ?? [];
  const value = rest === '' ? null : rest;
  if (word === 'full') return { kind: 'full', value };
  if (word === 'deidentified') return { kind: 'deidentified', method: null, value };
  const method = SHOWING.find((each) => each === word);
  if (method !== undefined) return { kind: 'deidentified', method, value };
  if (word === 'suppressed' && value === null) return { kind: 'suppressed' };
  if (word === 'denied') return parseDenied(value);
  return word === 'refused' ? parseRefused(value) : null;
}

function parseDenied(rest: string | null): ExpectedView | null {
  if (rest === null) return { kind: 'denied', reason: null };
  const reason = REASONS.find((each) => rest === `by ${each}`);
  return reason === undefined ? null : { kind: 'denied', reason };
}

function parseRefused(rest: string | null): ExpectedView | null {
  if (rest === null) return { kind: 'refused', code: null };
  const [, code] = /^with ([A-Z_]+)$/.exec(rest) ?? [];
  return code !== undefined && Object.hasOwn(FAULTS, code) ? { kind: 'refused', code } : null;
}

/** An expected view as it is written. */
export function expectedText(view: ExpectedView): string {
  switch (view.kind) {
    case 'full':
      return view.value === null ? 'full' : `full ${view.value}`;
    case 'deidentified': {
      const method = view.method ?? 'deidentified';
      return view.value === null ? method : `${method} ${view.value}`;
    }
    case 'suppressed':
      return 'suppressed';
    case 'denied':
      return view.reason === null ? 'denied' : `denied by ${view.reason}`;
    case 'refused':
      return view.code === null ? 'refused' : `refused with ${view.code}`;
    default:
      return unreachable(view);
  }
}
