import {
  parentPort,
  receiveMessageOnPort,
  workerData,
  type MessagePort,
} from 'node:worker_threads';
import { StartError } from '../../platform/errors.ts';
import type { Reviewed } from './commit-unless.ts';
import type { Commit, Entry, LedgerWriter } from './ledger-writer.ts';
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

/** Entry point of the ledger's thread: opens the ledger, then turns whatever has queued up into batches. */
async function run(port: MessagePort): Promise<void> {
  const tell = (event: LedgerEvent) => {
    port.postMessage(event);
  };
  const opened = await tryOpen(tell);
  if (opened === null) return;
  const { writer, firstHash } = opened;

  const keeper = createGuardKeeper(writer, tell);
  let poison: LedgerFault | null = null;

  const attempt = async (count: number, write: () => Promise<Commit | Reviewed>) => {
    const failed = (fault: LedgerFault, poisoned: boolean) => {
      tell({ kind: 'failed', entries: count, fault, poisoned });
    };
    if (poison !== null) return failed(poison, true);
    const guardFault = keeper.beforeCommit();
    if (guardFault !== null) return failed(guardFault, false);
    try {
      const outcome = await write();
      if ('reviewedBy' in outcome) return tell({ kind: 'reviewed', leaf: outcome.reviewedBy });
      tell({ kind: 'committed', commit: outcome, head: writer.head() });
      keeper.afterCommit();
    } catch (error) {
      const fault = describe(error);
      if (!writer.isRecoverable(error)) poison = fault;
      failed(fault, poison !== null);
    }
  };
  const close = async (at: number) => {
    keeper.stop();
    writer.giveUp();
    if (poison === null) await tryClose(writer, at, tell);
    else await writer.abandon();
    tell({ kind: 'closed' });
    port.close();
  };
  /** While a commit is under way further appends queue up; all of them become the next batch. */
  const work = async (requests: Iterable<LedgerRequest>) => {
    let waiting: Entry[] = [];
    let weight = 0;
    const flush = async () => {
      const entries = waiting;
      waiting = [];
      weight = 0;
      if (entries.length > 0) await attempt(entries.length, () => writer.commit(entries));
    };
    for (const request of requests) {
      if (request.kind === 'append') {
        for (const entry of unpackEntries(request.entries)) {
          waiting.push(entry);
          weight += weigh(entry);
          if (weight >= MAX_BATCH_WEIGHT) await flush();
        }
        continue;
      }
      await flush();
      if (request.kind === 'source') writer.setSource(request.source);
      else if (request.kind === 'close') await close(request.at);
      else {
        for (const entry of unpackEntries(request.entries))
          await attempt(1, () => writer.commitUnless(entry, request.unless));
      }
    }
    await flush();
  };

  const inbox: LedgerRequest[] = [];
  let isWorking = false;
  const receive = async (request: LedgerRequest) => {
    // Whoever closes has waited for what is under way as long as they would.
    if (request.kind === 'close') writer.giveUp();
    inbox.push(request);
    if (isWorking) return;
    isWorking = true;
    while (inbox.length > 0) await work(drain(port, inbox));
    isWorking = false;
  };
  port.on('message', (message: unknown) => {
    void receive(parseLedgerRequest(message));
  });
  const { publicKey, origin } = writer;
  tell({ kind: 'opened', publicKey, origin, firstHash, head: writer.head() });
}

interface OpenedLedger {
  readonly writer: LedgerWriter;
  readonly firstHash: string;
}

async function tryOpen(tell: (event: LedgerEvent) => void): Promise<OpenedLedger | null> {
  try {
    const writer = await openWriter(parseWriterOptions(workerData));
    return { writer, firstHash: await writer.firstHash() };
  } catch (error) {
    const problems = error instanceof StartError ? error.problems : [describe(error).text];
    tell({ kind: 'refused', problems });
    return null;
  }
}

async function tryClose(
  writer: LedgerWriter,
  at: number,
  tell: (event: LedgerEvent) => void,
): Promise<void> {
  try {
    await writer.close(at);
  } catch (error) {
    tell({ kind: 'failed', entries: 0, fault: describe(error), poisoned: true });
    await writer.abandon();
  }
}

/** What has come, and what comes while that is worked on. */
function* drain(port: MessagePort, inbox: LedgerRequest[]): Generator<LedgerRequest> {
  for (;;) {
    const request = inbox.shift();
    if (request !== undefined) {
      yield request;
      continue;
    }
    const next = receiveMessageOnPort(port);
    if (next === undefined) return;
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
      tell({ kind: 'guarded', size: writer.head().size });
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

if (parentPort !== null) await run(parentPort);
