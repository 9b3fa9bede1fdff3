import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../../platform/errors.ts';
import type { LedgerLog } from '../../platform/ledger-log.ts';
import { SYSTEM_CLOCK, type Clock } from '../../platform/clock.ts';
import { createAppendQueue, type Appended, type Conditional } from './append-queue.ts';
import { createLagClock } from './create-lag.ts';
import { controlRecord } from '../record/control/control-record.ts';
import type { RecordSource } from '../record/leaf.ts';
import type { WriterOptions } from './open-writer.ts';
import type { ReviewCondition } from './reviews-since.ts';
import { startLedgerThread } from './ledger-thread.ts';
import {
  packEntries,
  type Head,
  type LedgerEvent,
  type LedgerFault,
} from './parse-ledger-message.ts';
import type { WitnessQuorum } from '../publish/request-cosignatures.ts';
import { openPublisher } from '../publish/open-publisher.ts';
import { type PublishOptions } from '../publish/publish-config.ts';
import type { LedgerHealth } from '../../platform/metrics/ledger-health.ts';
import type { Opening } from '../record/opening.ts';
import { QUARANTINE_COMMAND } from '../store/head-fault.ts';
import { createPulse } from './pulse.ts';
import type { AuditRecord, RecordKind } from '../record/record.ts';

/** Where the ledger lies, what it promises, and whom it tells of trouble. */
export interface LedgerOptions extends Omit<WriterOptions, 'at' | 'clockSetAt' | 'witnesses'> {
  /** An append that takes longer fails. */
  readonly deadlineMs: number;
  /** Appends that may wait at a time. */
  readonly maxQueue: number;
  /** Who is told how long the ledger is; null tells nobody. */
  readonly publish: PublishOptions | null;
  /** UTC ms since 1970. */
  readonly clock: () => number;
  readonly log: LedgerLog;
}

/** The tamper-evident record of every access. */
export interface Ledger {
  /**
   * Resolves when the record is on disk and signed, never before. Rejects with `AUDIT_UNAVAILABLE` where it
   * is not known to be: release nothing then. What the record commits to is stored with it, or neither is.
   */
  append(record: AuditRecord, opening?: Opening): Promise<Appended>;
  /**
   * The same, unless a record says that the case was reviewed since: decided where all writers of the ledger take
   * turns, so that of two which exclude each other one is written.
   */
  appendUnless(
    record: AuditRecord,
    opening: Opening,
    unless: ReviewCondition,
  ): Promise<Conditional>;
  /** False while records cannot be written: no PHI can be served. */
  ready(): boolean;
  /** How it is doing, for whoever runs it. */
  health(): LedgerHealth;
  /** `name+key id+key`, what a verifier pins. */
  readonly publicKey: string;
  /** Name of the ledger, as its checkpoints give it: one for all gateways that write to it. */
  readonly origin: string;
  /** The hash of its first record, in hex: no other ledger has the same, whatever name it has. */
  readonly firstHash: string;
  /** Size and root (hex) of the last commit. */
  head(): Head;
  /** Records of a tree that enough witnesses have cosigned; null without witnesses. */
  witnessed(): number | null;
  /** Later records name this source; the change itself is recorded. */
  setSource(source: RecordSource): Promise<void>;
  /** Waits for what is under way, records the stop and closes. Appends fail from the call on. */
  close(): Promise<void>;
}

/** How long a stop waits for commits that get no answer: longer than their store takes to see that. */
const DRAIN_MS = 15_000;

/** How long after a failed commit the next attempt is made, where no append makes it earlier. */
const RETRY_MS = 1000;

/**
 * Opens the ledger of this gateway, making it on first use. Throws a `StartError` where it must not be
 * written: another process writes it, its settings don't make commits durable, it is damaged or older than
 * its guard (ROLLBACK_DETECTED), its key is missing, open to others or not enrolled.
 *
 * `time` schedules its heartbeats. The start record names a simulated clock, which can only begin a ledger.
 */
export async function openLedger(
  options: LedgerOptions,
  time: Omit<Clock, 'now'> = SYSTEM_CLOCK,
): Promise<Ledger> {
  const { publish, clock, log, ...rest } = options;
  const thread = await startLedgerThread({
    ...rest,
    witnesses: quorumOf(publish),
    at: clock(),
    clockSetAt: time.isSimulated ? Date.now() : null,
  });
  // Witnesses go by the real time.
  const worldClock = time.isSimulated ? Date.now : clock;
  const publisher = publish && openPublisher(options.location, publish, { log, clock: worldClock });
  /** In strict mode, what has been committed waits here for its witnesses. */
  const isStrict = publish?.strict === true;
  let { head } = thread;
  // Opened, so its guard is where it ends; what its witnesses have seen, they will say.
  let guarded = head.size;
  const unguarded = createLagClock(0);
  const unwitnessed = createLagClock(head.size);
  let { size } = head;
  let state: 'ready' | 'failing' | 'poisoned' | 'closed' = 'ready';

  const queue = createAppendQueue({
    ...options,
    send(entries) {
      thread.send({ kind: 'append', entries: packEntries(entries) });
    },
    sendUnless(entry, unless) {
      thread.send({ kind: 'append-unless', entries: packEntries([entry]), unless });
    },
    onExpired() {
      if (state === 'ready') state = 'failing';
    },
    onLate(late) {
      log.warn(
        { index: late.first },
        'A record was committed after its deadline; nothing was released for it.',
      );
      void control('unreleased', { ...late });
    },
  });
  const control = (kind: RecordKind, details: AuditRecord['details']) =>
    queue.appendControl(controlRecord(kind, clock(), details));
  const pulse = createPulse(
    () => control('log.heartbeat', publisher && { witnessed: publisher.witnessedSize() }),
    time,
  );
  pulse.next(options.heartbeatMs);

  const poison = ({ code, text }: LedgerFault) => {
    queue.end(`${code}: ${text}`);
    if (state === 'poisoned') return;
    log.error(
      { reason: code },
      `The audit ledger has failed: no PHI is served until a restart.${mendOf(code)}`,
    );
    if (state === 'closed') return;
    state = 'poisoned';
    pulse.stop();
  };
  const retryLater = ({ code }: LedgerFault, what: string) => {
    log.error({ reason: code }, what);
    if (state === 'closed' || state === 'poisoned') return;
    state = 'failing';
    pulse.next(RETRY_MS);
  };
  const end = (text: string) => {
    if (state === 'closed') queue.end(text);
    else poison({ code: 'LEDGER_FAULT', text });
  };
  const receive = (event: LedgerEvent) => {
    switch (event.kind) {
      case 'committed':
        ({ head } = event);
        if (state === 'failing') state = 'ready';
        queue.settle(event.commit);
        if (state === 'ready') pulse.next(options.heartbeatMs);
        break;
      case 'reviewed':
        queue.settleReviewed(event.leaf);
        break;
      case 'failed':
        queue.fail(event.entries, `${event.fault.code}: ${event.fault.text}`);
        if (event.poisoned) poison(event.fault);
        else
          retryLater(
            event.fault,
            `A commit to the audit ledger has failed.${mendOf(event.fault.code)}`,
          );
        break;
      case 'guard':
        retryLater(event.fault, 'The guard of the audit ledger cannot be written.');
        break;
      case 'guarded':
        guarded = event.size;
        break;
      case 'opened':
      case 'refused':
      case 'closed':
        break;
      default:
        event satisfies never;
    }
  };
  const grow = (next: number) => {
    size = next;
    unguarded.committed(next);
    unwitnessed.committed(next);
  };
  let order = Promise.resolve();
  /** One event after the other, each when its turn has come. */
  const receiveInTurn = (event: LedgerEvent) => {
    if (event.kind === 'committed') grow(event.head.size);
    if (isStrict) order = receiveWitnessed(order, event);
    else receive(event);
  };
  const receiveWitnessed = async (before: Promise<void>, event: LedgerEvent) => {
    await before;
    if (event.kind === 'committed') await publisher?.witnessed(event.head.size);
    receive(event);
  };
  thread.listen(receiveInTurn, end);

  return {
    publicKey: thread.publicKey,
    origin: thread.origin,
    firstHash: thread.firstHash,
    ready: () => state === 'ready',
    health() {
      const witnessed = publisher?.witnessedSize() ?? null;
      return {
        isReady: state === 'ready',
        size,
        queued: queue.length(),
        guard: unguarded.behind(guarded),
        witnesses:
          witnessed === null ? null : { size: witnessed, ...unwitnessed.behind(witnessed) },
        arrivals: publisher?.arrivals() ?? { witnesses: [], sinks: [] },
      };
    },
    head: () => head,
    witnessed: () => publisher?.witnessedSize() ?? null,
    append: (record, opening) =>
      state === 'closed'
        ? Promise.reject(new GatewayError('AUDIT_UNAVAILABLE'))
        : queue.append(record, opening ?? null),
    appendUnless: (record, opening, unless) =>
      state === 'closed'
        ? Promise.reject(new GatewayError('AUDIT_UNAVAILABLE'))
        : queue.appendUnless(record, opening, unless),
    async setSource(next) {
      queue.flush();
      thread.send({ kind: 'source', source: next });
      const recorded = await control('log.policy', { ...next });
      if (recorded === null) throw new GatewayError('AUDIT_UNAVAILABLE');
    },
    async close() {
      if (state !== 'closed') {
        const isAlive = state !== 'poisoned';
        state = 'closed';
        pulse.stop();
        // What waits for witnesses has been committed, and fails at its deadline.
        const patience = isStrict ? options.deadlineMs : DRAIN_MS;
        if (isAlive) await Promise.race([queue.drained(), sleep(patience, null, { ref: false })]);
        await publisher?.pause();
        thread.send({ kind: 'close', at: clock() });
      }
      await thread.ended;
      await publisher?.close();
    },
  };
}

/** Codes of a ledger that does not end as its gateways left it. */
const WRONG_END: ReadonlySet<string> = new Set(['NOT_SIGNED', 'HEAD_DAMAGED', 'FOREIGN_WRITE']);

/** It stays so until an operator has mended it; each append finds out. */
function mendOf(code: string): string {
  return WRONG_END.has(code)
    ? ` It does not end with a batch that a key of it signed, or its head row is wrong. Run: ${QUARANTINE_COMMAND}`
    : '';
}

/** Witnesses, where there are any: they remember the ledger where its guard is lost. */
function quorumOf(publish: PublishOptions | null): WitnessQuorum | null {
  if (publish === null || publish.witnesses.length === 0) return null;
  const { witnesses, require, timeoutMs, freshSeconds } = publish;
  return { witnesses, require, timeoutMs, freshSeconds };
}
