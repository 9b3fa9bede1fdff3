import { describe, expect, it } from '@jest/globals';
import {
  createLedgerState,
  type LedgerState,
  type LedgerTrigger,
} from '../../../../gateway/audit/append/ledger-state.ts';

/** Triggers that lead to each state. */
const PATHS: Readonly<Record<LedgerState, readonly LedgerTrigger[]>> = {
  ready: [],
  failing: ['fault'],
  poisoned: ['halted'],
  closing: ['close'],
};

const AFTER: readonly (readonly [LedgerState, LedgerTrigger, LedgerState])[] = [
  ['ready', 'committed', 'ready'],
  ['ready', 'fault', 'failing'],
  ['ready', 'expired', 'failing'],
  ['ready', 'halted', 'poisoned'],
  ['ready', 'close', 'closing'],
  ['failing', 'committed', 'ready'],
  ['failing', 'fault', 'failing'],
  ['failing', 'expired', 'failing'],
  ['failing', 'halted', 'poisoned'],
  ['failing', 'close', 'closing'],
  ['poisoned', 'committed', 'poisoned'],
  ['poisoned', 'fault', 'poisoned'],
  ['poisoned', 'expired', 'poisoned'],
  ['poisoned', 'halted', 'poisoned'],
  ['poisoned', 'close', 'closing'],
  ['closing', 'committed', 'closing'],
  ['closing', 'fault', 'closing'],
  ['closing', 'expired', 'closing'],
  ['closing', 'halted', 'closing'],
  ['closing', 'close', 'closing'],
];

describe('the state of an open ledger', () => {
  it.each(AFTER)('goes from "%s", on the trigger "%s", to "%s"', (before, trigger, after) => {
    const state = createLedgerState();
    for (const each of PATHS[before]) state.apply(each);
    expect(state.current()).toBe(before);
    expect(state.apply(trigger)).toBe(after);
    expect(state.current()).toBe(after);
  });

  it('accepts appends after a fault, refuses them after a halt with the reason of the first halt, and after a close with "The ledger is closing."', () => {
    const state = createLedgerState();
    state.apply('fault');
    expect(state.refusal()).toBeNull();
    state.apply('halted', 'KEY_IN_USE: another process signs');
    state.apply('halted', 'LEDGER_FAULT: later');
    expect(state.refusal()).toBe('KEY_IN_USE: another process signs');
    state.apply('close');
    expect(state.refusal()).toBe('The ledger is closing.');
  });
});
