import type { DeniedReason } from '../denied-reason.ts';
import type { FaultCode } from '../errors.ts';

/**
 * What became of a request. `partial`: it has data, and errors beside them; a code: it was refused whole or
 * failed.
 */
export type Outcome = 'ok' | 'partial' | FaultCode;

/** Counts what the gateway does, for whoever runs it. Nothing that it is told says who, of whom or what. */
export interface Metrics {
  readonly answered: (outcome: Outcome) => void;
  readonly denied: (reason: DeniedReason, count: number) => void;
  /** Counts a call to a subgraph that gave no GraphQL answer. */
  readonly subgraphFailed: (subgraph: string, code: string) => void;
  readonly appended: (seconds: number, isDurable: boolean) => void;
  /** All of it in the form that Prometheus reads. */
  readonly print: () => Promise<{ readonly type: string; readonly text: string }>;
}

const nothing = () => undefined;

/** Counts nothing. */
export const NO_METRICS: Metrics = Object.freeze({
  answered: nothing,
  denied: nothing,
  subgraphFailed: nothing,
  appended: nothing,
  print: async () => ({ type: 'text/plain; charset=utf-8', text: '' }),
});
