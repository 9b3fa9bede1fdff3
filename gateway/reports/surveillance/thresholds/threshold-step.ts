import { z } from 'zod';
import type { Leaf } from '../../../audit/record/parse-leaf.ts';
import {
  isWithinBounds,
  THRESHOLD_RULES,
  type ThresholdRule,
} from '../../catalog/threshold-rule.ts';

/** The steps in which a threshold changes. All but `CHANGED` are of a change that needs two accounts. */
export const THRESHOLD_STEPS = [
  'CHANGED',
  'PROPOSED',
  'APPROVED',
  'REJECTED',
  'WITHDRAWN',
] as const;

/** What the record of a step states in its details. */
export interface StatedStep {
  readonly rule: ThresholdRule;
  readonly step: (typeof THRESHOLD_STEPS)[number];
  /** The value that was in effect. */
  readonly from: number;
  /** The new value; null for the one of the configuration. */
  readonly to: number | null;
  /** Index of the record of the proposal that is decided on; null in `CHANGED` and `PROPOSED`. */
  readonly proposal: number | null;
  /** When a proposal ends, UTC ms since 1970; null in other steps. */
  readonly expires: number | null;
}

/** A step in the change of a threshold, read from its record. */
export interface ThresholdStep extends StatedStep {
  /** Index of the record. */
  readonly leaf: number;
  /** UTC ms since 1970. */
  readonly at: number;
  /** The account that took the step. */
  readonly subject: string;
  readonly issuer: string;
  readonly name: string | null;
}

/**
 * Parses the record of a step; null for any form that `writeThresholdStep` does not write, and for a value that the
 * threshold cannot have: such a record changes nothing.
 */
export function parseThresholdLeaf(leaf: Leaf, index: number): ThresholdStep | null {
  const { kind, at, actor } = leaf;
  const parsed = kind === 'log.threshold' ? DETAILS.safeParse(leaf.details) : null;
  if (parsed?.success !== true || actor === null) return null;
  const { issuer, subject, name } = actor;
  return { ...parsed.data, leaf: index, at, subject, issuer, name };
}

const DETAILS = z
  .object({
    rule: z.enum(THRESHOLD_RULES),
    step: z.enum(THRESHOLD_STEPS),
    from: z.int(),
    to: z.int().nullable(),
    proposal: z.int().min(0).nullable(),
    expires: z.int().nullable(),
  })
  .refine(({ rule, to }) => to === null || isWithinBounds(rule, to))
  .refine(({ step, proposal }) => isDecision(step) === (proposal !== null))
  .refine(({ step, expires }) => (step === 'PROPOSED') === (expires !== null));

/** Whether a step decides on a proposal. */
export function isDecision(step: StatedStep['step']): boolean {
  return step !== 'CHANGED' && step !== 'PROPOSED';
}
