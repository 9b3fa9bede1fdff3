import type { Log, LogFacts } from './log.ts';

/** Something that the gateway needs and does not hold itself. */
export type Part =
  /** By its place in `identity.issuers`. */
  | { readonly kind: 'issuer'; readonly index: number; readonly name: string }
  | { readonly kind: 'subgraph'; readonly name: string };

/** How a call to a part failed: a code of ours, and a status where it sent one. */
export interface PartFailure {
  readonly code: string;
  readonly status?: number;
}

/** Which parts answer. */
export interface FailingParts {
  /** Notes how a call to a part ended; null is an answer. */
  readonly note: (part: Part, failure: PartFailure | null) => void;
  /** Every part that was called, and how its last call failed; null where it answered. */
  readonly list: () => readonly (readonly [Part, PartFailure | null])[];
}

/**
 * Keeps how the last call to each part ended. The log has one line when a part begins to fail and one when it
 * answers again; a part that does both many times a second gets one line a second.
 */
export function createFailingParts({
  log,
  clock = () => performance.now(),
}: {
  readonly log: Log;
  /** Milliseconds that never go back. */
  readonly clock?: () => number;
}): FailingParts {
  const states = new Map<string, State>();

  const tell = (state: State) => {
    const isFailing = state.failure !== null;
    if (isFailing === state.isTold || state.timer !== null) return;
    const wait = state.toldAt + QUIET_MS - clock();
    if (wait > 0) {
      state.timer = setTimeout(() => {
        state.timer = null;
        tell(state);
      }, wait).unref();
      return;
    }
    state.isTold = isFailing;
    state.toldAt = clock();
    const { kind } = state.part;
    if (isFailing) log.warn(`${kind} has begun to fail`, { ...factsOf(state), ...state.failure });
    else log.info(`${kind} answers again`, factsOf(state));
  };
  return {
    note: (part, failure) => {
      const key = `${part.kind} ${part.name}`;
      const state = states.get(key) ?? {
        part,
        failure,
        isTold: false,
        toldAt: -Infinity,
        timer: null,
      };
      states.set(key, state);
      state.failure = failure;
      tell(state);
    },
    list: () => [...states.values()].map(({ part, failure }) => [part, failure] as const),
  };
}

/** How long a part that flickers has to wait for its next line. */
const QUIET_MS = 1_000;

interface State {
  readonly part: Part;
  failure: PartFailure | null;
  /** Whether the last line of the log about it said that it fails. */
  isTold: boolean;
  toldAt: number;
  timer: NodeJS.Timeout | null;
}

function factsOf({ part }: State): LogFacts {
  return part.kind === 'issuer' ? { index: part.index } : { subgraph: part.name };
}
