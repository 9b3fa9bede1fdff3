import type { RecordedDenialReason } from '../recorded-denial-reason.ts';
import type { FaultCode } from '../faults.ts';
import type { OperationCost } from './operation-costs.ts';

/**
 * Outcome of a request. `partial`: data and errors; a code: refused as a whole, or failed.
 */
export type RequestOutcome = 'ok' | 'partial' | FaultCode;

/** Counters for operators. No argument identifies a caller, a patient or data. */
export interface Metrics {
  readonly answered: (outcome: RequestOutcome) => void;
  readonly denied: (reason: RecordedDenialReason, count: number) => void;
  /** Counts an operation that is served although no manifest has its document. */
  readonly untrustedServed: () => void;
  /** Counts a call to a subgraph that gave no GraphQL answer. */
  readonly subgraphFailed: (subgraph: string, code: string) => void;
  /** Counts a call to a subgraph that was sent again. */
  readonly subgraphRetried: (subgraph: string) => void;
  readonly subgraphCircuit: (subgraph: string, isOpen: boolean) => void;
  /** Counts a call of a custom rule that gave no valid result, so that the field was denied. */
  readonly ruleFailed: (coordinate: string, reason: string) => void;
  readonly appended: (seconds: number, isDurable: boolean) => void;
  /** Compares the estimated cost of an executed operation with that of its response. */
  readonly executed: (cost: OperationCost) => void;
  /** All metrics in Prometheus' text format. */
  readonly print: () => Promise<{ readonly type: string; readonly text: string }>;
  /** The costs of the last operations as CSV. */
  readonly printCosts: () => string;
}

const nothing = () => undefined;

/** Counts nothing. */
export const NO_METRICS: Metrics = Object.freeze({
  answered: nothing,
  denied: nothing,
  untrustedServed: nothing,
  subgraphFailed: nothing,
  subgraphRetried: nothing,
  subgraphCircuit: nothing,
  ruleFailed: nothing,
  appended: nothing,
  executed: nothing,
  print: async () => ({ type: 'text/plain; charset=utf-8', text: '' }),
  printCosts: () => '',
});
