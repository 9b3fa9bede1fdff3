import {
  parentPort,
  receiveMessageOnPort,
  workerData,
  type MessagePort,
} from 'node:worker_threads';
import { StartError } from '../../errors.ts';
import type { Entry, LedgerWriter } from './ledger-writer.ts';
import { openWriter } from './open-writer.ts';
import {
  parseLedgerRequest,
  parseWriterOptions,
  unpackEntries,
  type LedgerEvent,
  type LedgerFault,
  type LedgerRequest,
} from './parse-ledger-message.ts';

/** The guard is never further behind than a second; half of that leaves time to write it. */
const GUARD_INTERVAL_MS = 500;

/** Records and objects in them that one commit takes, a few megabytes; the rest waits for the next. */
const MAX_BATCH_WEIGHT = 100_000;

/** Nothing was written and a later attempt may succeed. After any other failure nobody knows what is on disk. */
const RECOVERABLE = new Set(['SQLITE_FULL', 'SQLITE_BUSY']);

/** Entry point of the ledger's thread: opens the ledger, then turns whatever has queued up into batches. */
function run(port: MessagePort): void {
  const tell = (event: LedgerEvent) => {
    port.postMessage(event);
  };
  const writer = tryOpen(tell);
  if (writer === null) return;

  const keeper = createGuardKeeper(writer, tell);
  let poison: LedgerFault | null = null;

  const commit = (entries: readonly Entry[]) => {
    const failed = (fault: LedgerFault, poisoned: boolean) => {
      tell({ kind: 'failed', entries: entries.length, fault, poisoned });
    };
    if (poison !== null) return failed(poison, true);
    const guardFault = keeper.beforeCommit();
    if (guardFault !== null) return failed(guardFault, false);
    try {
      const result = writer.commit(entries);
      tell({ kind: 'committed', commit: result, head: writer.head() });
      keeper.afterCommit();
    } catch (error) {
      const fault = describe(error);
      if (!RECOVERABLE.has(fault.code)) poison = fault;
      failed(fault, poison !== null);
    }
  };
  const close = (at: number) => {
    keeper.stop();
    if (poison === null) tryClose(writer, at, tell);
    else writer.abandon();
    tell({ kind: 'closed' });
    port.close();
  };

  port.on('message', (message: unknown) => {
    // While a commit syncs, further appends queue up in the port; all of them become the next batch.
    let waiting: Entry[] = [];
    let weight = 0;
    const flush = () => {
      if (waiting.length > 0) commit(waiting);
      waiting = [];
      weight = 0;
    };
    for (const request of drain(port, parseLedgerRequest(message))) {
      if (request.kind === 'append') {
        for (const entry of unpackEntries(request.entries)) {
          waiting.push(entry);
          weight += weigh(entry);
          if (weight >= MAX_BATCH_WEIGHT) flush();
        }
        continue;
      }
      flush();
      if (request.kind === 'source') writer.setSource(request.source);
      else close(request.at);
    }
    flush();
  });
  tell({ kind: 'opened', publicKey: writer.publicKey, head: writer.head() });
}

function tryOpen(tell: (event: LedgerEvent) => void): LedgerWriter | null {
  try {
    return openWriter(parseWriterOptions(workerData));
  } catch (error) {
    const problems = error instanceof StartError ? error.problems : [describe(error).text];
    tell({ kind: 'refused', problems });
    return null;
  }
}

function tryClose(writer: LedgerWriter, at: number, tell: (event: LedgerEvent) => void): void {
  try {
    writer.close(at);
  } catch (error) {
    tell({ kind: 'failed', entries: 0, fault: describe(error), poisoned: true });
    writer.abandon();
  }
}

function* drain(port: MessagePort, first: LedgerRequest): Generator<LedgerRequest> {
  yield first;
  for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) {
    const message: unknown = next.message;
    yield parseLedgerRequest(message);
  }
}

function weigh({ record }: Entry): number {
  return record.accesses.reduce((sum, { objects }) => sum + objects.length, 1);
}

/** Keeps the guard close behind the ledger, whether commits come in a row or stop. */
function createGuardKeeper(writer: LedgerWriter, tell: (event: LedgerEvent) => void) {
  let keptAt = performance.now();
  let timer: NodeJS.Timeout | null = null;

  const keep = (): LedgerFault | null => {
    try {
      writer.keepGuard();
      keptAt = performance.now();
      return null;
    } catch (error) {
      const fault = describe(error);
      tell({ kind: 'guard', fault });
      return fault;
    }
  };
  const stop = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  return {
    /** A problem where the guard is due and cannot be brought up: nothing may be committed then. */
    beforeCommit: () =>
      writer.isGuardBehind() && performance.now() - keptAt >= GUARD_INTERVAL_MS ? keep() : null,
    afterCommit() {
      timer ??= setTimeout(() => {
        timer = null;
        if (writer.isGuardBehind()) keep();
      }, GUARD_INTERVAL_MS);
    },
    stop,
  };
}

function describe(error: unknown): LedgerFault {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return { code: typeof code === 'string' ? code : 'LEDGER_FAULT', text };
}

if (parentPort !== null) run(parentPort);
