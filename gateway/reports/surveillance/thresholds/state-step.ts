import { GatewayError } from '../../../platform/errors.ts';
import { badInput } from '../../catalog/request-fault.ts';
import { isWithinBounds, thresholdOf, type ThresholdRule } from '../../catalog/threshold-rule.ts';
import type { StatedStep } from './threshold-step.ts';
import { isSameAccount, type ThresholdStates } from './threshold-states.ts';

/** A requested change. */
export interface ThresholdChange {
  readonly rule: ThresholdRule;
  /** Null restores the value of the configuration. */
  readonly value: number | null;
  /** The last record about the rule that the caller has seen, 0 for none; null if not stated. */
  readonly latest: number | null;
}

/**
 * States a change, or the proposal of one if `expires` says when it ends. Throws `BAD_USER_INPUT` for a value out of
 * bounds or in effect already, `THRESHOLD_CHANGED` if the caller has not seen the last step, and `THRESHOLD_PENDING` for
 * a proposal while another awaits its decision.
 */
export function stateChange(
  { states }: Pick<ThresholdStates, 'states'>,
  { rule, value, latest }: ThresholdChange,
  { configured, expires }: { readonly configured: number; readonly expires: number | null },
): StatedStep {
  if (value !== null) assertWithinBounds(rule, value);
  const state = states.get(rule);
  if (latest !== null && (state?.last ?? 0) > latest) throw new GatewayError('THRESHOLD_CHANGED');
  const recorded = state?.value ?? null;
  const from = recorded ?? configured;
  if (value === null ? recorded === null : value === from)
    throw badInput(['value is in effect already.']);
  if (expires !== null && state !== undefined && state.pending !== null)
    throw new GatewayError('THRESHOLD_PENDING');
  return {
    rule,
    step: expires === null ? 'CHANGED' : 'PROPOSED',
    from,
    to: value,
    proposal: null,
    expires,
  };
}

/** Throws `BAD_USER_INPUT` for a value that the threshold of a rule cannot have. */
export function assertWithinBounds(rule: ThresholdRule, value: number): void {
  const { min, max } = thresholdOf(rule);
  if (!isWithinBounds(rule, value))
    throw badInput([`value is a whole number from ${min} to ${max}.`]);
}

/** A requested decision on a proposal. */
export interface ThresholdDecision {
  /** The record of the proposal. */
  readonly proposal: number;
  readonly decision: 'APPROVED' | 'REJECTED' | 'WITHDRAWN';
}

/**
 * States a decision. Throws `PROPOSAL_NOT_PENDING` for a proposal that does not await one, `OWN_PROPOSAL` if the account
 * that proposed it approves or rejects it, and `BAD_USER_INPUT` if another one withdraws it.
 */
export function stateDecision(
  { states }: Pick<ThresholdStates, 'states'>,
  { proposal, decision }: ThresholdDecision,
  caller: { readonly subject: string },
): StatedStep {
  const pending = [...states.values()].find((state) => state.pending?.leaf === proposal)?.pending;
  if (pending == null) throw new GatewayError('PROPOSAL_NOT_PENDING');
  const isOwn = isSameAccount(pending, caller);
  if (isOwn && decision !== 'WITHDRAWN') throw new GatewayError('OWN_PROPOSAL');
  if (!isOwn && decision === 'WITHDRAWN')
    throw badInput(['decision is WITHDRAW for an own proposal only. Reject it.']);
  const { rule, from, to } = pending;
  return { rule, step: decision, from, to, proposal, expires: null };
}
