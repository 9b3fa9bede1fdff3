/** When a circuit opens, and for how long. */
export interface CircuitBreakerSettings {
  /** The circuit opens when so many percent of the calls in the window failed. */
  readonly failurePercent: number;
  /** With fewer calls in the window it stays closed. */
  readonly minCalls: number;
  readonly windowSeconds: number;
  /** While it is open, probes are admitted each time that this has passed. */
  readonly openSeconds: number;
}

/** How an admitted call ended. `unknown` says nothing about the server, such as a call that its client canceled. */
export type CallOutcome = 'answered' | 'failed' | 'unknown';

/** An admitted call. */
export interface AdmittedCall {
  /** Called once, when the call has ended. */
  readonly settle: (caller: string, outcome: CallOutcome) => void;
}

/** Refuses calls to a server that fails, so that they neither wait for it nor add to its load. */
export interface CircuitBreaker {
  /** Admits a call; null while the circuit is open. */
  readonly admit: (caller: string) => AdmittedCall | null;
}

/** More than one, so that the slow operation of one caller does not keep the circuit open. */
const PROBES_PER_ROUND = 3;

/**
 * Creates a circuit breaker. It opens by the share of failed calls; the failures of one caller do not open it while
 * other callers are answered, because they may be due to that caller's operations. While it is open, a few probes are
 * admitted in each round, one per caller, and the first that is answered closes it. Needs no timer.
 */
export function createCircuitBreaker(
  settings: CircuitBreakerSettings,
  {
    now,
    onChange,
  }: {
    /** Milliseconds that never go back. */
    readonly now: () => number;
    /** Called when the circuit opens, with the number of failed calls in the window, and (null) when it closes. */
    readonly onChange: (failures: number | null) => void;
  },
): CircuitBreaker {
  const createClosed = (): CircuitBreaker => {
    const window = createWindow((settings.windowSeconds * 1_000) / 2, now);
    const call: AdmittedCall = {
      settle: (caller, outcome) => {
        if (outcome === 'unknown') return;
        window.count(caller, outcome);
        if (outcome === 'answered' || circuit !== closed) return;
        const { calls, failures, isFailingForOneCallerOnly } = window.sum();
        const isFailing = failures * 100 >= calls * settings.failurePercent;
        if (calls < settings.minCalls || !isFailing || isFailingForOneCallerOnly) return;
        circuit = createOpen();
        onChange(failures);
      },
    };
    const closed: CircuitBreaker = { admit: () => call };
    return closed;
  };

  const createOpen = (): CircuitBreaker => {
    const openMs = settings.openSeconds * 1_000;
    let nextRound = now() + openMs;
    /** Callers who have sent a probe in this round; null before the first round. */
    let probing: Set<string> | null = null;
    let probesLeft = PROBES_PER_ROUND;
    const probe: AdmittedCall = {
      settle: (_caller, outcome) => {
        if (outcome === 'unknown') probesLeft = Math.min(probesLeft + 1, PROBES_PER_ROUND);
        if (outcome !== 'answered' || circuit !== open) return;
        circuit = createClosed();
        onChange(null);
      },
    };
    const open: CircuitBreaker = {
      admit: (caller) => {
        const at = now();
        if (at >= nextRound) {
          nextRound = at + openMs;
          probing = new Set();
          probesLeft = PROBES_PER_ROUND;
        }
        if (probing === null || probesLeft === 0 || probing.has(caller)) return null;
        probing.add(caller);
        probesLeft -= 1;
        return probe;
      },
    };
    return open;
  };

  let circuit: CircuitBreaker = createClosed();
  return { admit: (caller) => circuit.admit(caller) };
}

/** No caller, one, or several. */
type Callers = null | string | typeof SEVERAL;
const SEVERAL = Symbol('several callers');

interface Counts {
  calls: number;
  failures: number;
  failedFor: Callers;
  answeredFor: Callers;
}

/** Counts calls in two halves of a window, of which the older one is dropped when the younger one is full. */
function createWindow(halfMs: number, now: () => number) {
  let older = createCounts();
  let younger = createCounts();
  let youngerEnds = now() + halfMs;
  const roll = () => {
    const at = now();
    if (at < youngerEnds) return;
    older = at < youngerEnds + halfMs ? younger : createCounts();
    younger = createCounts();
    youngerEnds = at + halfMs;
  };
  return {
    count: (caller: string, outcome: 'answered' | 'failed') => {
      roll();
      younger.calls += 1;
      if (outcome === 'answered') younger.answeredFor = union(younger.answeredFor, caller);
      else {
        younger.failures += 1;
        younger.failedFor = union(younger.failedFor, caller);
      }
    },
    sum: () => {
      const failed = union(older.failedFor, younger.failedFor);
      const answered = union(older.answeredFor, younger.answeredFor);
      return {
        calls: older.calls + younger.calls,
        failures: older.failures + younger.failures,
        /** Whether all failed calls are of one caller, and calls of other callers are answered. */
        isFailingForOneCallerOnly: failed !== SEVERAL && answered !== null && answered !== failed,
      };
    },
  };
}

function createCounts(): Counts {
  return { calls: 0, failures: 0, failedFor: null, answeredFor: null };
}

function union(one: Callers, other: Callers): Callers {
  if (one === null || one === other) return other;
  return other === null ? one : SEVERAL;
}
