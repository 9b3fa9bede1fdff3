/**
 * The states of an open ledger. The gateway's thread alone holds the state; the ledger's thread reports what happens.
 *
 *                    fault, expired
 *        ┌───────┐ ────────────────▶ ┌─────────┐
 *        │ ready │                   │ failing │
 *        └───────┘ ◀──────────────── └─────────┘
 *          │   │       committed       │    │
 *          │   └────────┐   ┌──────────┘    │
 *          │     halted │   │ halted        │
 *    close │            ▼   ▼               │ close
 *          │        ┌──────────┐            │
 *          │        │ poisoned │            │
 *          │        └──────────┘            │
 *          │             │ close            │
 *          ▼             ▼                  ▼
 *        ┌────────────────────────────────────┐
 *        │              closing               │
 *        └────────────────────────────────────┘
 *
 * - ready: records are written and PHI is served.
 * - failing: no PHI is served. Appends are still tried, and a heartbeat retries the commit.
 * - poisoned: no append is tried until a restart.
 * - closing: no append is accepted. Appends that were accepted before are still committed.
 */
export type LedgerState = 'ready' | 'failing' | 'poisoned' | 'closing';

/**
 * What changes the state. committed: a commit succeeded. fault: a commit or the guard failed, and a later attempt may
 * succeed. expired: an append missed its deadline. halted: the ledger's thread writes nothing more. close: the gateway
 * closes the ledger.
 */
export type LedgerTrigger = 'committed' | 'fault' | 'expired' | 'halted' | 'close';

const NEXT: Readonly<Record<LedgerState, Partial<Record<LedgerTrigger, LedgerState>>>> = {
  ready: { fault: 'failing', expired: 'failing', halted: 'poisoned', close: 'closing' },
  failing: { committed: 'ready', halted: 'poisoned', close: 'closing' },
  poisoned: { close: 'closing' },
  closing: {},
};

/** The state of one open ledger. */
export interface LedgerStateMachine {
  current(): LedgerState;
  /** Changes the state; a trigger without a transition changes nothing. `reason` explains a halt. Returns the new state. */
  apply(trigger: LedgerTrigger, reason?: string): LedgerState;
  /** Why no append is accepted, for the cause of its error; null while appends are accepted. */
  refusal(): string | null;
}

/** A ledger that was just opened: ready. */
export function createLedgerState(): LedgerStateMachine {
  let state: LedgerState = 'ready';
  let haltReason = '';
  return {
    current: () => state,
    apply(trigger, reason = '') {
      const next = NEXT[state][trigger] ?? state;
      if (next === 'poisoned' && state !== next) haltReason = reason;
      state = next;
      return state;
    },
    refusal() {
      if (state === 'poisoned') return haltReason;
      return state === 'closing' ? 'The ledger is closing.' : null;
    },
  };
}
