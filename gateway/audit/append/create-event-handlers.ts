import type { LedgerLog } from '../../platform/ledger-log.ts';
import { withRemedy } from '../store/head-fault.ts';
import type { AppendQueue } from './append-queue.ts';
import type { LedgerProgress } from './create-ledger-progress.ts';
import type { LedgerEvent, LedgerFault } from './ledger-messages.ts';
import type { LedgerStateMachine } from './ledger-state.ts';

/** What events of the ledger's thread change in the gateway's thread. */
export interface EventTargets {
  readonly state: LedgerStateMachine;
  readonly queue: Pick<AppendQueue, 'settle' | 'settleChanged' | 'fail'>;
  readonly progress: Pick<LedgerProgress, 'settled' | 'guarded'>;
  readonly heartbeat: { scheduleIn(ms: number): void; cancel(): void };
  readonly heartbeatMs: number;
  readonly log: LedgerLog;
}

/** What the ledger's thread calls. */
export interface EventHandlers {
  readonly handleEvent: (event: LedgerEvent) => void;
  /** The thread has ended, for this reason. */
  readonly handleDeath: (reason: string) => void;
}

/** When a heartbeat retries after a failed commit, unless an append retries earlier. */
const RETRY_MS = 1000;

/** Settles appends and changes the state of the ledger as its thread reports. */
export function createEventHandlers({
  state,
  queue,
  progress,
  heartbeat,
  heartbeatMs,
  log,
}: EventTargets): EventHandlers {
  const halt = ({ code, text }: LedgerFault) => {
    const reason = `${code}: ${text}`;
    queue.fail(Infinity, reason);
    if (state.current() === 'poisoned') return;
    log.error(
      { reason: code },
      withRemedy('The audit ledger has failed, no PHI until a restart', code),
    );
    if (state.apply('halted', reason) === 'poisoned') heartbeat.cancel();
  };
  const retryLater = ({ code }: LedgerFault, message: string) => {
    log.error({ reason: code }, message);
    if (state.apply('fault') === 'failing') heartbeat.scheduleIn(RETRY_MS);
  };
  return {
    handleEvent(event) {
      switch (event.kind) {
        case 'committed': {
          progress.settled(event.head);
          const after = state.apply('committed');
          queue.settle(event.commit);
          if (after === 'ready') heartbeat.scheduleIn(heartbeatMs);
          break;
        }
        case 'changed':
          queue.settleChanged(event.leaf);
          break;
        case 'failed': {
          const { code, text } = event.fault;
          queue.fail(event.entries, `${code}: ${text}`);
          retryLater(event.fault, withRemedy('A commit to the audit ledger has failed', code));
          break;
        }
        case 'halted':
          halt(event.fault);
          break;
        case 'guard':
          retryLater(event.fault, 'The guard of the audit ledger cannot be written.');
          break;
        case 'guarded':
          progress.guarded(event.size);
          break;
        // Handled by `startLedgerThread`.
        case 'opened':
        case 'refused':
        // The exit of the thread follows.
        case 'closed':
          break;
        default:
          event satisfies never;
      }
    },
    handleDeath(reason) {
      // After a close request the thread ends.
      if (state.current() === 'closing') queue.fail(Infinity, reason);
      else halt({ code: 'LEDGER_FAULT', text: reason });
    },
  };
}
