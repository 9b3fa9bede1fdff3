import type { Log, LogFacts } from './log.ts';

/** A service that the gateway depends on. */
export type Dependency =
  /** `index` is its place in `identity.issuers`. */
  | { readonly kind: 'issuer'; readonly index: number; readonly name: string }
  /** The list of revoked tokens of an issuer, with the issuer's place. */
  | { readonly kind: 'revocation list'; readonly index: number; readonly name: string }
  /** A manifest of documents, with its place in `documents.manifests`. */
  | { readonly kind: 'manifest'; readonly index: number; readonly name: string }
  /** The store of counts that gateways share, with the kind of its database, and what happens while it fails. */
  | {
      readonly kind: 'limit store';
      readonly name: string;
      readonly meanwhile: 'each gateway counts for itself' | 'requests are refused';
    }
  | { readonly kind: 'subgraph'; readonly name: string };

/** How a call to a dependency failed: a code of the gateway's, and the HTTP status if there was one. */
export interface DependencyFailure {
  readonly code: string;
  /** A more precise code. */
  readonly reason?: string;
  readonly status?: number;
}

/** The outcome of the last call to each dependency. */
export interface DependencyStates {
  /** Notes the outcome of a call to a dependency; null is success. */
  readonly note: (dependency: Dependency, failure: DependencyFailure | null) => void;
  /** Every dependency that was called, with the failure of its last call; null if it succeeded. */
  readonly list: () => readonly (readonly [Dependency, DependencyFailure | null])[];
}

/**
 * Keeps the outcome of the last call to each dependency. Logs a line when a dependency begins to fail, one for
 * each further reason until it recovers, and one when it recovers, at most one line per dependency and second.
 */
export function createDependencyStates({
  log,
  now = () => performance.now(),
}: {
  readonly log: Log;
  /** Milliseconds that never go back. */
  readonly now?: () => number;
}): DependencyStates {
  const states = new Map<string, State>();

  const report = (state: State) => {
    const { failure } = state;
    const cause = failure && [failure.code, failure.reason].join(' ');
    const isReported = cause === null ? state.causes.size === 0 : state.causes.has(cause);
    if (isReported || state.timer !== null) return;
    const wait = state.reportedAt + QUIET_MS - now();
    if (wait > 0) {
      state.timer = setTimeout(() => {
        state.timer = null;
        report(state);
      }, wait).unref();
      return;
    }
    state.reportedAt = now();
    const { dependency } = state;
    if (cause === null) {
      state.causes.clear();
      log.info(`${dependency.kind} answers again`, factsOf(state));
      return;
    }
    const effect = dependency.kind === 'limit store' ? `, ${dependency.meanwhile}` : '';
    const event =
      state.causes.size === 0 ? `has begun to fail${effect}` : 'fails for another reason';
    state.causes.add(cause);
    log.warn(`${dependency.kind} ${event}`, { ...factsOf(state), ...failure });
  };
  return {
    note: (dependency, failure) => {
      const key = `${dependency.kind} ${dependency.name}`;
      const state = states.get(key) ?? {
        dependency,
        failure,
        causes: new Set<string>(),
        reportedAt: -Infinity,
        timer: null,
      };
      states.set(key, state);
      state.failure = failure;
      report(state);
    },
    list: () =>
      [...states.values()].map(({ dependency, failure }) => [dependency, failure] as const),
  };
}

/** Least time between two lines about a dependency. */
const QUIET_MS = 1_000;

interface State {
  readonly dependency: Dependency;
  failure: DependencyFailure | null;
  /** Code and reason of each failure in the log since the dependency began to fail; empty if it does not fail. */
  readonly causes: Set<string>;
  reportedAt: number;
  timer: NodeJS.Timeout | null;
}

function factsOf({ dependency }: State): LogFacts {
  switch (dependency.kind) {
    case 'subgraph':
      return { subgraph: dependency.name };
    case 'limit store':
      return {};
    case 'issuer':
      return { index: dependency.index, setting: `identity.issuers[${dependency.index}]` };
    case 'revocation list':
      return {
        index: dependency.index,
        setting: `identity.issuers[${dependency.index}].revocation.list`,
      };
    case 'manifest':
      return { index: dependency.index, setting: `documents.manifests[${dependency.index}]` };
    default:
      return dependency satisfies never;
  }
}
