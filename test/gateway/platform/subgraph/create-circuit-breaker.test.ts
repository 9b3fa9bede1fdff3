import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createCircuitBreaker,
  type AdmittedCall,
  type CallOutcome,
  type CircuitBreaker,
} from '../../../../gateway/platform/subgraph/create-circuit-breaker.ts';

let now = 0;
let changes: (number | null)[] = [];
let breaker: CircuitBreaker;
beforeEach(() => {
  now = 1_000_000;
  changes = [];
  breaker = createCircuitBreaker(
    { failurePercent: 50, minCalls: 10, windowSeconds: 10, openSeconds: 5 },
    { now: () => now, onChange: (failures) => void changes.push(failures) },
  );
});

function admitted(caller: string): AdmittedCall {
  const admittedCall = breaker.admit(caller);
  if (admittedCall === null) throw new Error('The circuit is open.');
  return admittedCall;
}

function call(caller: string, outcome: CallOutcome): void {
  admitted(caller).settle(caller, outcome);
}

function times(count: number, caller: string, outcome: CallOutcome): void {
  for (let done = 0; done < count; done += 1) call(caller, outcome);
}

function open(): void {
  times(10, 'ada', 'failed');
  expect(breaker.admit('ada')).toBeNull();
}

describe('a closed circuit', () => {
  it('opens at the tenth call if half of the calls failed, and reports the number of failed calls', () => {
    times(5, 'ada', 'answered');
    times(2, 'ada', 'failed');
    times(2, 'bob', 'failed');
    expect(changes).toEqual([]);
    call('ada', 'failed');
    expect(changes).toEqual([5]);
    expect(breaker.admit('eve')).toBeNull();
  });

  it('stays closed while less than half of the calls failed', () => {
    times(60, 'ada', 'answered');
    times(29, 'ada', 'failed');
    times(30, 'bob', 'failed');
    expect(changes).toEqual([]);
  });

  it('stays closed after nine failed calls, and does not count canceled ones', () => {
    times(9, 'ada', 'failed');
    times(30, 'bob', 'unknown');
    expect(changes).toEqual([]);
    expect(breaker.admit('ada')).not.toBeNull();
  });

  it('forgets calls that are older than the window', () => {
    times(9, 'ada', 'failed');
    now += 10_000;
    times(9, 'ada', 'failed');
    now += 3_600_000;
    times(9, 'ada', 'failed');
    expect(changes).toEqual([]);
  });

  it('counts failed calls of both halves of the window', () => {
    times(5, 'ada', 'failed');
    now += 5_000;
    times(5, 'ada', 'failed');
    expect(changes).toEqual([10]);
  });

  it('stays closed if all failures are of one caller and another caller is answered, until a call of the other fails too', () => {
    call('bob', 'answered');
    times(200, 'ada', 'failed');
    expect(changes).toEqual([]);
    call('bob', 'failed');
    expect(changes).toEqual([201]);
  });

  it('opens for the failures of the only caller, even if some calls of that caller are answered', () => {
    times(4, 'ada', 'answered');
    times(6, 'ada', 'failed');
    expect(changes).toEqual([6]);
  });
});

describe('an open circuit', () => {
  it('refuses all calls for five seconds, then admits one probe each of three callers in five seconds', () => {
    open();
    now += 4_999;
    expect(breaker.admit('ada')).toBeNull();
    for (const later of [1, 5_000]) {
      now += later;
      const admits = ['ada', 'ada', 'bob', 'eve', 'dan', 'bob'].map((who) => breaker.admit(who));
      expect(admits.map((each) => each !== null)).toEqual([true, false, true, true, false, false]);
    }
  });

  it('closes when a probe is answered, and then counts anew', () => {
    open();
    now += 5_000;
    call('bob', 'answered');
    expect(changes).toEqual([10, null]);
    times(9, 'ada', 'failed');
    expect(changes).toEqual([10, null]);
    call('ada', 'failed');
    expect(changes).toEqual([10, null, 10]);
  });

  it('stays open if two probes fail while a third one is still under way', () => {
    open();
    now += 5_000;
    admitted('ada');
    call('bob', 'failed');
    now += 4_999;
    call('eve', 'failed');
    expect(breaker.admit('dan')).toBeNull();
    expect(changes).toEqual([10]);
  });

  it('closes when the probe of one caller is answered while the probe of another caller hangs', () => {
    open();
    now += 5_000;
    const hanging = admitted('ada');
    call('bob', 'answered');
    expect(changes).toEqual([10, null]);
    hanging.settle('ada', 'failed');
    times(8, 'ada', 'failed');
    expect(changes).toEqual([10, null]);
  });

  it('admits the probe of a further caller in place of a canceled one, and no second one of the same caller', () => {
    open();
    now += 5_000;
    times(1, 'ada', 'unknown');
    expect(breaker.admit('ada')).toBeNull();
    const admits = ['bob', 'eve', 'dan', 'kim'].map((who) => breaker.admit(who) !== null);
    expect(admits).toEqual([true, true, true, false]);
    expect(changes).toEqual([10]);
  });

  it('does not close when a call that was admitted before it opened is answered', () => {
    const early = admitted('bob');
    open();
    early.settle('bob', 'answered');
    expect(breaker.admit('bob')).toBeNull();
  });

  it('is closed by a probe, and not opened again by failures of calls that were admitted before it opened', () => {
    const early = Array.from({ length: 30 }, () => admitted('ada'));
    open();
    now += 5_000;
    call('bob', 'answered');
    for (const one of early) one.settle('ada', 'failed');
    expect(changes).toEqual([10, null]);
  });

  it('changes at most twice in five seconds for a server that answers probes and fails other calls', () => {
    for (let sent = 0; sent < 600; sent += 1) {
      now += 100;
      const isOpen = typeof changes.at(-1) === 'number';
      breaker.admit('ada')?.settle('ada', isOpen ? 'answered' : 'failed');
    }
    expect(changes.length).toBeGreaterThan(10);
    expect(changes.length).toBeLessThanOrEqual(24);
  });
});
