import { GatewayError } from '../../platform/errors.ts';
import type { Commit } from './ledger-writer.ts';
import { whenIdle } from './when-idle.ts';
import type { WritableEntry } from './ledger-messages.ts';
import type { AppendCondition } from './records-since.ts';
import type { Opening } from '../record/opening.ts';
import type { RecordText } from '../record/record-text.ts';

/** The leaves of an appended record: one, or several for a large record. */
export interface Appended {
  /** Index of the first leaf. */
  readonly first: number;
  readonly count: number;
}

/** The result of a conditional append: its leaves, or the leaf of the record that came first. */
export type AppendedOrChanged =
  | ({ readonly isAppended: true } & Appended)
  | { readonly isAppended: false; readonly changedBy: number };

/** The limits of an append queue, and where it sends entries. */
export interface AppendQueueOptions {
  readonly deadlineMs: number;
  readonly maxQueue: number;
  /** UTC ms since 1970. */
  readonly now: () => number;
  readonly send: (entries: readonly WritableEntry[]) => void;
  readonly sendUnlessChanged: (entry: WritableEntry, condition: AppendCondition) => void;
  /** Called when an append has missed its deadline. */
  readonly onExpired: () => void;
  /** Called with leaves that were committed after their append had failed. */
  readonly onLate: (late: Appended) => void;
}

/** Appends that wait for their commit, first in, first out. A record that is null cannot be written: it is refused. */
export interface AppendQueue {
  /** Resolves when the record is durable; rejects with AUDIT_UNAVAILABLE in every other case. */
  append(record: RecordText | null, opening: Opening | null): Promise<Appended>;
  /** Appends a record unless its subject has a later one; it is committed alone. */
  appendUnlessChanged(
    record: RecordText | null,
    opening: Opening | null,
    condition: AppendCondition,
  ): Promise<AppendedOrChanged>;
  /** Appends a record of the ledger itself: without bound and deadline; resolves to null on failure. */
  appendControl(record: RecordText | null): Promise<Appended | null>;
  /** Sends all unsent entries now. */
  flush(): void;
  /** Settles the oldest appends with the result of their commit. */
  settle(commit: Commit): void;
  /** Settles the oldest append, which was not written: the record of this leaf came first. */
  settleChanged(leaf: number): void;
  /** Fails the oldest appends; `Infinity` fails all. The reason is the cause of the error. */
  fail(count: number, reason: string): void;
  /** Number of appends that wait. */
  length(): number;
  /** Resolves when no append waits. */
  drained(): Promise<void>;
}

interface Waiting {
  /** On the monotonic clock. */
  readonly deadline: number;
  readonly resolve: (appended: Appended) => void;
  /** Null for an unconditional append. */
  readonly resolveChanged: ((leaf: number) => void) | null;
  readonly reject: (error: GatewayError) => void;
  isExpired: boolean;
}

/**
 * A queue with a bound, and a deadline for each append. It sends when no commit is pending and its thread has nothing else to
 * do, see {@link whenIdle}: appends that arrive meanwhile are committed together, with one signature and one write to disk.
 */
export function createAppendQueue(options: AppendQueueOptions): AppendQueue {
  const { deadlineMs, maxQueue, now, send, sendUnlessChanged, onExpired, onLate } = options;
  const waiting: Waiting[] = [];
  const drains: (() => void)[] = [];
  let unsent: WritableEntry[] = [];
  /** Number of entries that were sent and have no result yet. */
  let underWay = 0;
  let timer: NodeJS.Timeout | null = null;

  const flush = () => {
    if (unsent.length === 0) return;
    const entries = unsent;
    unsent = [];
    underWay += entries.length;
    send(entries);
  };
  const flushWhenIdle = whenIdle(() => {
    if (underWay === 0) flush();
  });
  const onAnswered = (count: number) => {
    underWay = Math.max(0, underWay - count);
    if (underWay === 0 && unsent.length > 0) flushWhenIdle();
  };
  const enqueue = (record: RecordText, opening: Opening | null, deadline: number) =>
    new Promise<Appended>((resolve, reject) => {
      waiting.push({ deadline, resolve, resolveChanged: null, reject, isExpired: false });
      unsent.push({ at: now(), record, opening });
      if (underWay === 0) flushWhenIdle();
    });
  const expire = () => {
    timer = null;
    const uptime = performance.now();
    for (const append of waiting) {
      if (append.isExpired || append.deadline === Infinity) continue;
      // Deadlines ascend, so no later append has expired.
      if (append.deadline > uptime) return watch(append.deadline - uptime);
      append.isExpired = true;
      append.reject(unavailable('The commit took longer than its deadline.'));
      onExpired();
    }
  };
  const watch = (ms: number) => {
    timer ??= setTimeout(expire, Math.ceil(ms));
  };
  const finishIfEmpty = () => {
    if (waiting.length > 0) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const drained of drains.splice(0)) drained();
  };
  const fail = (count: number, reason: string) => {
    for (const append of waiting.splice(0, count)) append.reject(unavailable(reason));
    onAnswered(count);
    finishIfEmpty();
  };
  /** The deadline of a new append. Throws if the queue is full. */
  const takeDeadline = () => {
    if (waiting.length >= maxQueue) throw unavailable('Too many records wait for the ledger.');
    watch(deadlineMs);
    return performance.now() + deadlineMs;
  };
  return {
    // oxlint-disable-next-line typescript/require-await -- it must reject, not throw
    append: async (record, opening) => enqueue(writable(record), opening, takeDeadline()),
    // oxlint-disable-next-line typescript/require-await -- as above
    async appendUnlessChanged(text, opening, condition) {
      const record = writable(text);
      const deadline = takeDeadline();
      // Appends are settled in the order in which they are sent.
      flush();
      underWay += 1;
      const settled = new Promise<AppendedOrChanged>((resolve, reject) => {
        waiting.push({
          deadline,
          resolve: (appended) => {
            resolve({ isAppended: true, ...appended });
          },
          resolveChanged: (changedBy) => {
            resolve({ isAppended: false, changedBy });
          },
          reject,
          isExpired: false,
        });
      });
      sendUnlessChanged({ at: now(), record, opening }, condition);
      return settled;
    },
    appendControl: (record) =>
      record === null ? Promise.resolve(null) : enqueue(record, null, Infinity).catch(() => null),
    flush,
    settle(commit) {
      let { first } = commit;
      for (const [index, append] of waiting.splice(0, commit.counts.length).entries()) {
        const count = commit.counts[index] ?? 0;
        const appended = { first, count };
        first += count;
        if (count === 0) append.reject(unavailable(UNWRITABLE));
        else if (append.isExpired) onLate(appended);
        else append.resolve(appended);
      }
      onAnswered(commit.counts.length);
      finishIfEmpty();
    },
    settleChanged(leaf) {
      for (const append of waiting.splice(0, 1)) append.resolveChanged?.(leaf);
      onAnswered(1);
      finishIfEmpty();
    },
    fail,
    length: () => waiting.length,
    drained: () =>
      waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            drains.push(resolve);
          }),
  };
}

const UNWRITABLE = 'The record cannot be written down faithfully.';

function writable(record: RecordText | null): RecordText {
  if (record === null) throw unavailable(UNWRITABLE);
  return record;
}

/** The error of an append that is not known to be durable; the reason is for the log only. */
export function unavailable(reason: string): GatewayError {
  return new GatewayError('AUDIT_UNAVAILABLE', { cause: new Error(reason) });
}
