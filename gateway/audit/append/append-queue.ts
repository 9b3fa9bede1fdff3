import { GatewayError } from '../../errors.ts';
import type { Commit, Entry } from './ledger-writer.ts';
import type { Opening } from '../record/opening.ts';
import type { AuditRecord } from '../record/record.ts';

/** Where the leaves of a record are. */
export interface Appended {
  /** Index of the first. */
  readonly first: number;
  readonly count: number;
}

/** What an append queue is limited by and where it sends to. */
export interface AppendQueueOptions {
  readonly deadlineMs: number;
  readonly maxQueue: number;
  /** UTC ms since 1970. */
  readonly clock: () => number;
  readonly send: (entries: readonly Entry[]) => void;
  /** Told when an append has missed its deadline. */
  readonly onExpired: () => void;
  /** Told of leaves that were committed after their append had failed. */
  readonly onLate: (late: Appended) => void;
}

/** Appends that wait for their commit, first in, first out. */
export interface AppendQueue {
  /** Resolves when the record is durable; rejects with AUDIT_UNAVAILABLE in every other case. */
  append(record: AuditRecord, opening: Opening | null): Promise<Appended>;
  /** The same for the ledger's own records: neither bounded nor timed, resolves to null on failure. */
  appendControl(record: AuditRecord): Promise<Appended | null>;
  /** Sends what waits to be sent, now. */
  flush(): void;
  /** Settles the oldest appends with what became of them. */
  settle(commit: Commit): void;
  /** Fails the oldest appends, or all of them, and says why to the log only. */
  fail(count: number, reason: string): void;
  /** Fails what waits and every later append, for the reason given first. */
  end(reason: string): void;
  /** How many wait. */
  length(): number;
  /** Resolves once nothing waits any more. */
  drained(): Promise<void>;
}

interface Waiting {
  /** On the monotonic clock. */
  readonly deadline: number;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: GatewayError) => void;
  isExpired: boolean;
}

/**
 * A queue with a bound and a deadline for each append. It sends when nothing is under way: what is appended
 * during a commit goes out as one, so that the ledger's thread is woken once a commit and not once an append.
 */
export function createAppendQueue(options: AppendQueueOptions): AppendQueue {
  const { deadlineMs, maxQueue, clock, send, onExpired, onLate } = options;
  const waiting: Waiting[] = [];
  const drains: (() => void)[] = [];
  let unsent: Entry[] = [];
  let underWay = 0;
  let timer: NodeJS.Timeout | null = null;
  let ended: string | null = null;

  const flush = () => {
    if (unsent.length === 0) return;
    const entries = unsent;
    unsent = [];
    underWay += entries.length;
    send(entries);
  };
  const flushIdle = () => {
    if (underWay === 0) flush();
  };
  const landed = (count: number) => {
    underWay = Math.max(0, underWay - count);
    flushIdle();
  };
  const enqueue = (record: AuditRecord, opening: Opening | null, deadline: number) =>
    new Promise<Appended>((resolve, reject) => {
      waiting.push({ deadline, resolve, reject, isExpired: false });
      if (unsent.length === 0) setImmediate(flushIdle);
      unsent.push({ at: clock(), record, opening });
    });
  const expire = () => {
    timer = null;
    const now = performance.now();
    for (const append of waiting) {
      if (append.isExpired || append.deadline === Infinity) continue;
      if (append.deadline > now) return watch(append.deadline - now);
      append.isExpired = true;
      append.reject(unavailable('The commit took longer than its deadline.'));
      onExpired();
    }
  };
  const watch = (ms: number) => {
    timer ??= setTimeout(expire, Math.ceil(ms));
  };
  const rest = () => {
    if (waiting.length > 0) return;
    if (timer !== null) clearTimeout(timer);
    timer = null;
    for (const drained of drains.splice(0)) drained();
  };
  const fail = (count: number, reason: string) => {
    for (const append of waiting.splice(0, count)) append.reject(unavailable(reason));
    landed(count);
    rest();
  };
  return {
    append(record, opening) {
      if (ended !== null) return Promise.reject(unavailable(ended));
      if (waiting.length >= maxQueue) {
        return Promise.reject(unavailable('Too many records wait for the ledger.'));
      }
      watch(deadlineMs);
      return enqueue(record, opening, performance.now() + deadlineMs);
    },
    appendControl: (record) => enqueue(record, null, Infinity).catch(() => null),
    flush,
    settle(commit) {
      let { first } = commit;
      for (const [index, append] of waiting.splice(0, commit.counts.length).entries()) {
        const count = commit.counts[index] ?? 0;
        const appended = { first, count };
        first += count;
        if (count === 0)
          append.reject(unavailable('The record cannot be written down faithfully.'));
        else if (append.isExpired) onLate(appended);
        else append.resolve(appended);
      }
      landed(commit.counts.length);
      rest();
    },
    fail,
    end(reason) {
      ended ??= reason;
      fail(Infinity, reason);
    },
    length: () => waiting.length,
    drained: () =>
      waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => {
            drains.push(resolve);
          }),
  };
}

function unavailable(reason: string): GatewayError {
  return new GatewayError('AUDIT_UNAVAILABLE', { cause: new Error(reason) });
}
