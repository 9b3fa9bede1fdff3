import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEM_CLOCK, type Clock } from '../../platform/clock.ts';
import type { LedgerLog } from '../../platform/ledger-log.ts';
import { openPublisher } from '../publish/open-publisher.ts';
import type { PublishOptions } from '../publish/publish-config.ts';
import type { WitnessQuorum } from '../publish/request-cosignatures.ts';
import { controlRecord } from '../record/control/control-record.ts';
import type { AuditRecord, RecordKind } from '../record/record.ts';
import { writeRecord } from '../record/record-text.ts';
import { withRemedy } from '../store/head-fault.ts';
import { createAppendQueue, unavailable, type Appended } from './append-queue.ts';
import { createLagMeter } from './create-lag-meter.ts';
import { createLedgerState } from './ledger-state.ts';
import { startLedgerThread } from './ledger-thread.ts';
import type { Ledger } from './ledger.ts';
import type { WriterOptions } from './open-writer.ts';
import { type LedgerEvent, type LedgerFault } from './ledger-messages.ts';

/** Where the ledger is, how long an append may take, and where checkpoints and log events go. */
export interface LedgerOptions extends Omit<WriterOptions, 'at' | 'clockSetAt' | 'witnesses'> {
  /** An append that takes longer fails. */
  readonly deadlineMs: number;
  /** Appends that may wait at a time. */
  readonly maxQueue: number;
  /** Where checkpoints are published; null publishes none. */
  readonly publish: PublishOptions | null;
  /** UTC ms since 1970. */
  readonly now: () => number;
  readonly log: LedgerLog;
}

/** How long `close` waits for pending commits; longer than a store takes to detect a lost connection. */
const DRAIN_MS = 15_000;

/** When a heartbeat retries after a failed commit, unless an append retries earlier. */
const RETRY_MS = 1000;

/**
 * Opens the ledger of this gateway and creates it on first use. Throws a `StartError` if it must not be written: another
 * process writes it, its settings don't make commits durable, it is damaged or older than its guard (ROLLBACK_DETECTED),
 * or its key is missing, readable by others or not enrolled.
 *
 * `time` schedules the heartbeats. The start record names a simulated clock, which can only begin a ledger.
 */
export async function openLedger(
  options: LedgerOptions,
  time: Omit<Clock, 'now'> = SYSTEM_CLOCK,
): Promise<Ledger> {
  const { publish, now, log, ...writerOptions } = options;
  const thread = await startLedgerThread({
    ...writerOptions,
    witnesses: quorumOf(publish),
    at: now(),
    clockSetAt: time.isSimulated ? Date.now() : null,
  });
  // Witnesses go by the real time.
  const realNow = time.isSimulated ? Date.now : now;
  const publisher = publish && openPublisher(options.location, publish, { log, now: realNow });
  const isStrict = publish?.strict === true;
  const state = createLedgerState();
  /** The end of the ledger after the last commit whose appends were settled; in strict mode that waits for cosignatures. */
  let { head } = thread;
  /** Size of the ledger after the last commit. */
  let { size } = head;
  /** Size of the checkpoint in the guard. The writer has just brought the guard up to the head. */
  let guarded = head.size;
  const guardLag = createLagMeter(0);
  // What witnesses have seen is not known yet.
  const witnessLag = createLagMeter(head.size);

  const queue = createAppendQueue({
    ...options,
    send(entries) {
      thread.send({ kind: 'append', entries });
    },
    sendUnlessChanged(entry, condition) {
      thread.send({ kind: 'append-unless-changed', entry, condition });
    },
    onExpired() {
      state.apply('expired');
    },
    onLate: markUnreleased,
  });
  function markUnreleased(late: Appended): void {
    log.warn(
      { index: late.first },
      'A record was committed after its deadline; nothing was released for it.',
    );
    void appendControl('unreleased', { ...late });
  }
  /** Resolves to null if the record is not written. */
  const appendControl = async (kind: RecordKind, details: AuditRecord['details']) =>
    state.current() === 'poisoned'
      ? null
      : queue.appendControl(writeRecord(controlRecord(kind, now(), details)));
  const heartbeat = createHeartbeat(
    () => appendControl('log.heartbeat', publisher && { witnessed: publisher.witnessedSize() }),
    time,
  );
  heartbeat.scheduleIn(options.heartbeatMs);

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
  const onDeath = (text: string) => {
    // After a close request the thread ends.
    if (state.current() === 'closing') queue.fail(Infinity, text);
    else halt({ code: 'LEDGER_FAULT', text });
  };
  const onEvent = (event: LedgerEvent) => {
    switch (event.kind) {
      case 'committed': {
        ({ head } = event);
        const after = state.apply('committed');
        queue.settle(event.commit);
        if (after === 'ready') heartbeat.scheduleIn(options.heartbeatMs);
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
        guarded = event.size;
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
  };
  let previous = Promise.resolve();
  const onEventInTurn = (event: LedgerEvent) => {
    if (event.kind === 'committed') {
      ({ size } = event.head);
      guardLag.committed(size);
      witnessLag.committed(size);
    }
    if (isStrict) previous = onEventWitnessed(previous, event);
    else onEvent(event);
  };
  /** Strict mode: settles a commit once enough witnesses have cosigned it, and events in their order. */
  const onEventWitnessed = async (before: Promise<void>, event: LedgerEvent) => {
    await before;
    if (event.kind === 'committed') await publisher?.witnessed(event.head.size);
    onEvent(event);
  };
  thread.listen(onEventInTurn, onDeath);
  const unlessRefused = <Result>(append: () => Promise<Result>): Promise<Result> => {
    const refusal = state.refusal();
    return refusal === null ? append() : Promise.reject(unavailable(refusal));
  };

  return {
    publicKey: thread.publicKey,
    origin: thread.origin,
    firstHash: thread.firstHash,
    ready: () => state.current() === 'ready',
    health() {
      const witnessed = publisher?.witnessedSize() ?? null;
      return {
        isReady: state.current() === 'ready',
        size,
        queued: queue.length(),
        guard: guardLag.behind(guarded),
        witnesses: witnessed === null ? null : { size: witnessed, ...witnessLag.behind(witnessed) },
        arrivals: publisher?.arrivals() ?? { witnesses: [], sinks: [] },
      };
    },
    head: () => head,
    witnessed: () => publisher?.witnessedSize() ?? null,
    markUnreleased,
    append: (record, opening) =>
      unlessRefused(() => queue.append(writeRecord(record), opening ?? null)),
    appendWritten: (record) => unlessRefused(() => queue.append(record, null)),
    appendUnlessChanged: (record, opening, condition) =>
      unlessRefused(() => queue.appendUnlessChanged(writeRecord(record), opening, condition)),
    async setSource(next) {
      queue.flush();
      thread.send({ kind: 'source', source: next });
      const recorded = await appendControl('log.policy', { ...next });
      if (recorded === null) throw unavailable('The policy could not be recorded.');
    },
    async close() {
      const before = state.current();
      if (before !== 'closing') {
        state.apply('close');
        heartbeat.cancel();
        // A commit that waits for witnesses fails at its deadline.
        const drainMs = isStrict ? options.deadlineMs : DRAIN_MS;
        if (before !== 'poisoned')
          await Promise.race([queue.drained(), sleep(drainMs, null, { ref: false })]);
        await publisher?.pause();
        thread.send({ kind: 'close', at: now() });
      }
      await thread.ended;
      await publisher?.close();
    },
  };
}

/** Calls `beat` once, after the delay that was set last. */
function createHeartbeat(beat: () => Promise<unknown>, { after }: Pick<Clock, 'after'>) {
  let cancelBeat: (() => void) | null = null;
  const cancel = () => {
    cancelBeat?.();
    cancelBeat = null;
  };
  return {
    cancel,
    scheduleIn(ms: number) {
      cancel();
      cancelBeat = after(ms, beat);
    },
  };
}

/** The witnesses that show whether the ledger was rolled back if its guard is lost; null without witnesses. */
function quorumOf(publish: PublishOptions | null): WitnessQuorum | null {
  if (publish === null || publish.witnesses.length === 0) return null;
  const { witnesses, require, timeoutMs, freshSeconds } = publish;
  return { witnesses, require, timeoutMs, freshSeconds };
}
