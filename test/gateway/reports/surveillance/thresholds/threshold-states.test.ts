import { describe, expect, it } from '@jest/globals';
import { controlRecord } from '../../../../../gateway/audit/record/control/control-record.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import { GatewayError } from '../../../../../gateway/platform/errors.ts';
import {
  THRESHOLD_RULES,
  thresholdOf,
} from '../../../../../gateway/reports/catalog/threshold-rule.ts';
import { UNUSUAL_RULES } from '../../../../../gateway/reports/catalog/unusual-rule.ts';
import {
  DEFAULT_SETTINGS,
  thresholdIn,
} from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import {
  applyThresholds,
  thresholdsInEffect,
  withThreshold,
} from '../../../../../gateway/reports/surveillance/thresholds/apply-thresholds.ts';
import {
  stateChange,
  stateDecision,
  type ThresholdDecision,
} from '../../../../../gateway/reports/surveillance/thresholds/state-step.ts';
import { thresholdStates } from '../../../../../gateway/reports/surveillance/thresholds/threshold-states.ts';
import {
  parseThresholdLeaf,
  type ThresholdStep,
} from '../../../../../gateway/reports/surveillance/thresholds/threshold-step.ts';
import { writeThresholdStep } from '../../../../../gateway/reports/surveillance/thresholds/write-threshold-step.ts';
import { plainLeaf } from '../../../../support/fhir/plain-leaf.ts';
import { request } from '../record-reviews.ts';

const NONE = { proposal: null, expires: null };

function step(leaf: number, changes: Partial<ThresholdStep> = {}): ThresholdStep {
  const account = { subject: 'olga', issuer: 'https://idp.test', name: null };
  return {
    leaf,
    at: leaf,
    rule: 'VOLUME',
    step: 'CHANGED',
    from: 10,
    to: 25,
    ...NONE,
    ...account,
    ...changes,
  };
}

const propose = (leaf: number, changes: Partial<ThresholdStep> = {}) =>
  step(leaf, { step: 'PROPOSED', expires: 1_000, ...changes });
const decide = (leaf: number, kind: ThresholdStep['step'], changes: Partial<ThresholdStep> = {}) =>
  step(leaf, { step: kind, proposal: 1, subject: 'otto', ...changes });

const stateOf = (steps: readonly ThresholdStep[], now = 100) => {
  const { states, outcomes } = thresholdStates(steps, now);
  const state = states.get('VOLUME');
  const told = steps.map(({ leaf }) => outcomes.get(leaf) ?? null);
  return [state?.value, state?.setBy, state?.pending?.leaf ?? null, told];
};

describe('the threshold of a rule that the ledger records', () => {
  it.each<[string, readonly ThresholdStep[], unknown[]]>([
    ['is that of the configuration without a record', [], [null, null, null, []]],
    [
      'is that of the last change',
      [step(1), step(2, { to: 30 })],
      [30, 2, null, ['REPLACED', 'IN_EFFECT']],
    ],
    [
      'is restored by a change to null',
      [step(1), step(2, { to: null })],
      [null, 2, null, ['REPLACED', 'IN_EFFECT']],
    ],
    [
      'does not depend on the order of the records that are read',
      [step(2, { to: 30 }), step(1)],
      [30, 2, null, ['IN_EFFECT', 'REPLACED']],
    ],
    [
      'is that of another rule for no other rule',
      [step(1, { rule: 'NEIGHBOR' })],
      [null, null, null, ['IN_EFFECT']],
    ],
    ['does not change by a proposal alone', [propose(1)], [null, null, 1, ['PENDING']]],
    [
      'changes when another account approves the proposal',
      [propose(1), decide(2, 'APPROVED')],
      [25, 2, null, ['APPROVED', 'IN_EFFECT']],
    ],
    [
      'does not change when its own account approves the proposal',
      [propose(1), decide(2, 'APPROVED', { subject: 'olga' })],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'does not change when the same name approves from another issuer',
      [propose(1), decide(2, 'APPROVED', { subject: 'olga', issuer: 'https://other.test' })],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'does not change by an approval of another value',
      [propose(1), decide(2, 'APPROVED', { to: 9 })],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'does not change by an approval of another record',
      [propose(1), decide(3, 'APPROVED', { proposal: 2 })],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'does not change by an approval of another rule',
      [propose(1), decide(2, 'APPROVED', { rule: 'NEIGHBOR' })],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'does not change after a rejection',
      [propose(1), decide(2, 'REJECTED'), decide(3, 'APPROVED')],
      [null, null, null, ['REJECTED', null, 'VOID']],
    ],
    [
      'is not rejected by the account that proposed it',
      [propose(1), decide(2, 'REJECTED', { subject: 'olga' })],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'does not change after a withdrawal',
      [propose(1), decide(2, 'WITHDRAWN', { subject: 'olga' })],
      [null, null, null, ['WITHDRAWN', null]],
    ],
    [
      'is withdrawn by no other account',
      [propose(1), decide(2, 'WITHDRAWN')],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'changes once if a proposal is approved twice',
      [propose(1), decide(2, 'APPROVED'), decide(3, 'APPROVED', { subject: 'paul' })],
      [25, 2, null, ['APPROVED', 'IN_EFFECT', 'VOID']],
    ],
    [
      'does not change by an approval after the proposal expired',
      [propose(1), decide(1_000, 'APPROVED')],
      [null, null, null, ['EXPIRED', 'VOID']],
    ],
    [
      'can be proposed again after a proposal expired',
      [propose(1), propose(1_000, { expires: 3_000 })],
      [null, null, 1_000, ['EXPIRED', 'PENDING']],
    ],
    [
      'has one pending proposal at a time',
      [propose(1), propose(2, { to: 30 })],
      [null, null, 1, ['PENDING', 'VOID']],
    ],
    [
      'changes by a change without a proposal, which replaces the pending one',
      [propose(1), step(2, { to: 30 }), decide(3, 'APPROVED')],
      [30, 2, null, ['REPLACED', 'IN_EFFECT', 'VOID']],
    ],
  ])('%s', (_, steps, expected) => {
    expect(stateOf(steps)).toEqual(expected);
  });

  it('has no pending proposal once it has expired', () => {
    expect(stateOf([propose(1)], 999)).toEqual([null, null, 1, ['PENDING']]);
    expect(stateOf([propose(1)], 1_000)).toEqual([null, null, null, ['EXPIRED']]);
  });
});

const VALID = { rule: 'VOLUME', step: 'CHANGED', from: 10, to: 25, ...NONE } as const;
const SALT = 'ab'.repeat(32);

/** What is read of a record with these details, which an account wrote. */
function readBack(details: object, changes: Partial<AuditRecord> = {}) {
  const { actor, client } = writeThresholdStep(request('olga'), VALID, {
    reason: 'Quiet ward.',
    salt: SALT,
  }).record;
  const record = controlRecord('log.threshold', 0, { ...VALID, ...details });
  return parseThresholdLeaf(plainLeaf({ ...record, actor, client, ...changes }), 7);
}

function codeOf(act: () => unknown): string | null {
  try {
    act();
    return null;
  } catch (error) {
    if (error instanceof GatewayError) return error.code;
    throw error;
  }
}

describe('the record of a step', () => {
  it.each<[string, object, boolean]>([
    ['its smallest value', { to: 1 }, true],
    ['its largest value', { to: 1_000_000 }, true],
    ['the value of the configuration', { to: null }, true],
    ['a value below its bounds', { to: 0 }, false],
    ['a value above its bounds', { to: 1_000_001 }, false],
    ['a negative value', { to: -1 }, false],
    ['a text', { to: '25' }, false],
    ['a rule without a threshold', { rule: 'SELF' }, false],
    ['an unknown rule', { rule: 'constructor' }, false],
    ['an unknown step', { step: 'FORCED' }, false],
    ['an approval of nothing', { step: 'APPROVED' }, false],
    ['a proposal without an end', { step: 'PROPOSED' }, false],
    ['a change that decides on a proposal', { proposal: 7 }, false],
  ])('is read with %s only if the threshold can change so', (_, changes, isRead) => {
    expect(readBack(changes) !== null).toBe(isRead);
  });

  it('counts for nothing without an account, or in a record of another kind', () => {
    expect(readBack({}, { actor: null, client: null })).toBeNull();
    expect(readBack({}, { kind: 'review' })).toBeNull();
  });

  it('names the account, and commits to the reason, which changes and rejections need', () => {
    const written = writeThresholdStep(request('olga', 'Olga'), VALID, {
      reason: ' Quiet ward. ',
      salt: SALT,
    });
    expect(written.opening?.text).toBe('Quiet ward.');
    const leaf = plainLeaf(written.record);
    expect(leaf.details).toEqual({ ...VALID, reasonCommitment: written.opening?.commitment });
    expect(parseThresholdLeaf(leaf, 7)).toMatchObject({
      ...VALID,
      leaf: 7,
      subject: 'olga',
      name: 'Olga',
    });
    const refused = (decided: object, reason: string | null) =>
      codeOf(() =>
        writeThresholdStep(request('olga'), { ...VALID, ...decided }, { reason, salt: SALT }),
      );
    expect(refused({}, '  ok ')).toBe('BAD_USER_INPUT');
    expect(refused({}, null)).toBe('BAD_USER_INPUT');
    expect(refused({}, 'x'.repeat(2_001))).toBe('BAD_USER_INPUT');
    expect(refused({}, 'with \u202e')).toBe('TEXT_NOT_RECORDABLE');
    expect(refused({ step: 'REJECTED', proposal: 1 }, '')).toBe('BAD_USER_INPUT');
    expect(refused({ step: 'APPROVED', proposal: 1 }, '')).toBeNull();
  });
});

describe('a requested change', () => {
  const OPTIONS = { configured: 10, expires: null };
  const asked = { rule: 'VOLUME', value: 25, latest: null } as const;
  const change = (steps: readonly ThresholdStep[], changes: object, options = {}) =>
    stateChange(thresholdStates(steps, 100), { ...asked, ...changes }, { ...OPTIONS, ...options });

  it('states the value in effect and the new one, and with two persons when the proposal ends', () => {
    expect(change([], {})).toEqual({ ...VALID });
    expect(change([step(1)], { value: null })).toEqual({ ...VALID, from: 25, to: null });
    expect(change([], {}, { expires: 500 })).toEqual({ ...VALID, step: 'PROPOSED', expires: 500 });
  });

  it.each<[string, readonly ThresholdStep[], object, string]>([
    ['is below the bounds', [], { value: 0 }, 'BAD_USER_INPUT'],
    ['is above the bounds', [], { value: 2_147_483_647 }, 'BAD_USER_INPUT'],
    ['is not a number', [], { value: Number.NaN }, 'BAD_USER_INPUT'],
    ['is in effect by the configuration', [], { value: 10 }, 'BAD_USER_INPUT'],
    ['is in effect by a record', [step(1)], { value: 25 }, 'BAD_USER_INPUT'],
    ['restores a configuration that was not replaced', [], { value: null }, 'BAD_USER_INPUT'],
    ['does not know the last step', [step(7)], { value: 30, latest: 6 }, 'THRESHOLD_CHANGED'],
    ['does not know a pending proposal', [propose(7)], { latest: 0 }, 'THRESHOLD_CHANGED'],
  ])('is refused if it %s', (_, steps, changes, code) => {
    expect(codeOf(() => change(steps, changes))).toBe(code);
  });

  it('is not proposed while another proposal is pending', () => {
    expect(codeOf(() => change([propose(7)], { value: 30 }, { expires: 500 }))).toBe(
      'THRESHOLD_PENDING',
    );
  });

  it.each<[string, ThresholdDecision, string, string]>([
    ['of its own account', { proposal: 1, decision: 'APPROVED' }, 'olga', 'OWN_PROPOSAL'],
    ['to reject by its own account', { proposal: 1, decision: 'REJECTED' }, 'olga', 'OWN_PROPOSAL'],
    [
      'to withdraw by another account',
      { proposal: 1, decision: 'WITHDRAWN' },
      'otto',
      'BAD_USER_INPUT',
    ],
    [
      'on a record that is no proposal',
      { proposal: 2, decision: 'APPROVED' },
      'otto',
      'PROPOSAL_NOT_PENDING',
    ],
  ])('gets no decision %s', (_, decision, subject, code) => {
    const states = thresholdStates([propose(1)], 100);
    const decideOn = () => stateDecision(states, decision, { subject });
    expect(codeOf(decideOn)).toBe(code);
  });

  it('is not decided on after it expired', () => {
    const states = thresholdStates([propose(1)], 1_000);
    const approval = { proposal: 1, decision: 'APPROVED' } as const;
    expect(codeOf(() => stateDecision(states, approval, { subject: 'otto' }))).toBe(
      'PROPOSAL_NOT_PENDING',
    );
  });
});

describe('the settings of the rules', () => {
  it('hold each threshold where its declaration says', () => {
    for (const rule of THRESHOLD_RULES) {
      const threshold = thresholdOf(rule);
      const changed = withThreshold(DEFAULT_SETTINGS, rule, threshold.max);
      expect([rule, thresholdIn(changed, threshold)]).toEqual([rule, threshold.max]);
      for (const other of THRESHOLD_RULES.filter((each) => each !== rule))
        expect(thresholdIn(changed, thresholdOf(other))).toBe(thresholdOf(other).standard);
    }
    expect(UNUSUAL_RULES.length).toBeGreaterThan(THRESHOLD_RULES.length);
  });

  it('have the recorded values, with their records, and those of the configuration for the others', () => {
    const states = thresholdStates([step(1), step(2, { rule: 'NEIGHBOR', to: null })], 100);
    const settings = applyThresholds(DEFAULT_SETTINGS, states);
    expect(settings).toEqual({ ...DEFAULT_SETTINGS, volume: { least: 25 } });
    const inEffect = thresholdsInEffect(settings, states);
    expect(inEffect).toContainEqual({ rule: 'VOLUME', value: 25, record: 1 });
    expect(inEffect).toContainEqual({ rule: 'NEIGHBOR', value: 20, record: null });
  });
});
