import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../platform/clock.ts';
import type { LedgerLog } from '../../platform/ledger-log.ts';
import type { Publisher } from '../publish/create-publisher.ts';
import { openPublisher } from '../publish/open-publisher.ts';
import type { PublishOptions } from '../publish/publish-config.ts';
import type { WitnessQuorum } from '../publish/request-cosignatures.ts';
import { controlRecord } from '../record/control/control-record.ts';
import type { AuditRecord, RecordKind } from '../record/record.ts';
import { writeRecord } from '../record/record-text.ts';
import { createAppendQueue, unavailable, type Appended } from './append-queue.ts';
import { createEventHandlers } from './create-event-handlers.ts';
import { createLedgerProgress } from './create-ledger-progress.ts';
import { createLedgerState } from './ledger-state.ts';
import { startLedgerThread } from './ledger-thread.ts';
import type { Ledger } from './ledger.ts';
import type { WriterOptions } from './open-writer.ts';
import type { LedgerEvent } from './ledger-messages.ts';

/** Where the ledger is, its clock, how long an append may take, and where checkpoints and log events go. */
export interface LedgerOptions extends Omit<WriterOptions, 'at' | 'clockSetAt' | 'witnesses'> {
  /** An append that takes longer fails. */
  readonly deadlineMs: number;
  /** Appends that may wait at a time. */
  readonly maxQueue: number;
  /** Where checkpoints are published; null publishes none. */
  readonly publish: PublishOptions | null;
  /** Times records, and schedules heartbeats. */
  readonly clock: Clock;
  readonly log: LedgerLog;
}

/** How long `close` waits for pending commits; longer than a store takes to detect a lost connection. */
const DRAIN_MS = 15_000;

/**
 * Opens the ledger of this gateway and creates it on first use. Throws a `StartError` if it must not be written: another
 * process writes it, its settings don't make commits durable, it is damaged or older than its guard (ROLLBACK_DETECTED),
 * or its key is missing, readable by others or not enrolled.
 *
 * The start record names a simulated clock, which can only begin a ledger.
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { publish, clock, log, deadlineMs, maxQueue, heartbeatMs } = options;
  const { now } = clock;
  const thread = await startLedgerThread(writerOptions(options));
  // Witnesses go by the real time.
  const realNow = clock.isSimulated ? Date.now : now;
  const publisher = publish && openPublisher(options.location, publish, { log, now: realNow });
  const isStrict = publish?.strict === true;
  const state = createLedgerState();
  const progress = createLedgerProgress(thread.head);

  const queue = createAppendQueue({
    deadlineMs,
    maxQueue,
    now,
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
    clock,
  );
  heartbeat.scheduleIn(heartbeatMs);

  const { handleEvent, handleDeath } = createEventHandlers({
    state,
    queue,
    progress,
    heartbeat,
    heartbeatMs,
    log,
  });
  const handle = publisher && isStrict ? afterWitnesses(publisher, handleEvent) : handleEvent;
  thread.listen((event) => {
    if (event.kind === 'committed') progress.committed(event.head.size);
    handle(event);
  }, handleDeath);
  const unlessRefused = <Result>(append: () => Promise<Result>): Promise<Result> => {
    const refusal = state.refusal();
    return refusal === null ? append() : Promise.reject(unavailable(refusal));
  };

  return {
    publicKey: thread.publicKey,
    origin: thread.origin,
    firstHash: thread.firstHash,
    ready: () => state.current() === 'ready',
    health: () => ({
      isReady: state.current() === 'ready',
      queued: queue.length(),
      ...progress.measure(publisher?.witnessedSize() ?? null),
      arrivals: publisher?.arrivals() ?? { witnesses: [], sinks: [] },
    }),
    head: () => progress.head(),
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
        const drainMs = isStrict ? deadlineMs : DRAIN_MS;
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

/** What the thread needs to open the ledger. */
function writerOptions({
  publish,
  clock,
  log: _log,
  deadlineMs: _deadline,
  maxQueue: _queue,
  ...options
}: LedgerOptions): WriterOptions {
  return {
    ...options,
    witnesses: quorumOf(publish),
    at: clock.now(),
    clockSetAt: clock.isSimulated ? Date.now() : null,
  };
}

/** The witnesses that show whether the ledger was rolled back if its guard is lost; null without witnesses. */
function quorumOf(publish: PublishOptions | null): WitnessQuorum | null {
  if (publish === null || publish.witnesses.length === 0) return null;
  const { witnesses, require, timeoutMs, freshSeconds } = publish;
  return { witnesses, require, timeoutMs, freshSeconds };
}

/** Strict mode: passes events on in their order, and a commit once enough witnesses have cosigned it. */
function afterWitnesses(
  publisher: Pick<Publisher, 'witnessed'>,
  handle: (event: LedgerEvent) => void,
): (event: LedgerEvent) => void {
  let previous = Promise.resolve();
  const handleAfter = async (before: Promise<void>, event: LedgerEvent) => {
    await before;
    if (event.kind === 'committed') await publisher.witnessed(event.head.size);
    handle(event);
  };
  return (event) => {
    previous = handleAfter(previous, event);
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
