import {
  parentPort,
  receiveMessageOnPort,
  workerData,
  type MessagePort,
} from 'node:worker_threads';
import { StartError } from '../../platform/errors.ts';
import type { Changed } from './commit-unless-changed.ts';
import type { Commit, LedgerWriter } from './ledger-writer.ts';
import { openWriter } from './open-writer.ts';
import {
  asLedgerRequest,
  asWriterOptions,
  type LedgerEvent,
  type LedgerFault,
  type LedgerRequest,
  type WritableEntry,
} from './ledger-messages.ts';

/** The guard must be at most one second behind the ledger; half of that leaves time to write it. */
const GUARD_INTERVAL_MS = 500;

/** Characters of the records in one commit; further entries go into the next commit. */
const MAX_BATCH_LENGTH = 4_194_304;

type Report = (event: LedgerEvent) => void;

/** Entry point of the ledger's thread: opens the ledger and writes until the gateway closes it or a fault halts it. */
async function run(port: MessagePort): Promise<void> {
  const report: Report = (event) => {
    port.postMessage(event);
  };
  const opened = await tryOpen(report);
  if (opened === null) return;
  const { writer, firstHash } = opened;
  // The gateway closes only after it has waited for pending commits.
  const inbox = createInbox(port, () => writer.giveUp());
  const { publicKey, origin } = writer;
  report({ kind: 'opened', publicKey, origin, firstHash, head: writer.head() });

  const keeper = createGuardKeeper(writer, report);
  const end = await write(writer, inbox, { keeper, report });
  if (end === 'halted') await inbox.discardUntilClose();
  keeper.stop();
  if (end === 'halted') await writer.abandon();
  else await tryClose(writer, end.at, report);
  report({ kind: 'closed' });
  port.close();
}

type Close = Extract<LedgerRequest, { readonly kind: 'close' }>;

/** Commits appends until a close request or a fault after which the writer must not be used. */
async function write(
  writer: LedgerWriter,
  inbox: Inbox,
  { keeper, report }: { readonly keeper: GuardKeeper; readonly report: Report },
): Promise<Close | 'halted'> {
  /** Tries a commit of `count` entries and reports the result. False if the writer must not be used any more. */
  const attempt = async (count: number, commit: () => Promise<Commit | Changed>) => {
    const guardFault = keeper.beforeCommit();
    if (guardFault !== null) {
      report({ kind: 'failed', entries: count, fault: guardFault });
      return true;
    }
    try {
      const outcome = await commit();
      if ('changedBy' in outcome) {
        report({ kind: 'changed', leaf: outcome.changedBy });
      } else {
        report({ kind: 'committed', commit: outcome, head: writer.head() });
        keeper.afterCommit();
      }
      return true;
    } catch (error) {
      const fault = describe(error);
      const isRecoverable = writer.isRecoverable(error);
      report(isRecoverable ? { kind: 'failed', entries: count, fault } : { kind: 'halted', fault });
      return isRecoverable;
    }
  };
  for (;;) {
    await inbox.filled();
    let waiting: WritableEntry[] = [];
    let length = 0;
    const flush = async () => {
      const entries = waiting;
      waiting = [];
      length = 0;
      return entries.length === 0 || attempt(entries.length, () => writer.commit(entries));
    };
    // Appends that arrive during a commit become the next batch.
    for (const request of inbox.drain()) {
      if (request.kind === 'append') {
        for (const entry of request.entries) {
          waiting.push(entry);
          length += entry.record.length;
          if (length >= MAX_BATCH_LENGTH && !(await flush())) return 'halted';
        }
        continue;
      }
      if (!(await flush())) return 'halted';
      if (request.kind === 'close') return request;
      if (request.kind === 'source') {
        writer.setSource(request.source);
        continue;
      }
      const { entry, condition } = request;
      const commit = () => writer.commitUnlessChanged(entry, condition);
      if (!(await attempt(1, commit))) return 'halted';
    }
    if (!(await flush())) return 'halted';
  }
}

interface OpenedLedger {
  readonly writer: LedgerWriter;
  readonly firstHash: string;
}

async function tryOpen(report: Report): Promise<OpenedLedger | null> {
  try {
    const writer = await openWriter(asWriterOptions(workerData));
    return { writer, firstHash: await writer.firstHash() };
  } catch (error) {
    const problems = error instanceof StartError ? error.problems : [describe(error).text];
    report({ kind: 'refused', problems });
    return null;
  }
}

async function tryClose(writer: LedgerWriter, at: number, report: Report): Promise<void> {
  try {
    await writer.close(at);
  } catch (error) {
    report({ kind: 'halted', fault: describe(error) });
    await writer.abandon();
  }
}

/** Requests of the gateway's thread, in order. */
interface Inbox {
  /** Resolves when there is a request. */
  filled(): Promise<void>;
  /** Takes all requests, also those that arrive meanwhile. */
  drain(): Generator<LedgerRequest>;
  /** Discards requests up to the close request. */
  discardUntilClose(): Promise<void>;
}

/** Receives requests on a port; `onClose` is called as soon as a close request arrives. */
function createInbox(port: MessagePort, onClose: () => void): Inbox {
  const requests: LedgerRequest[] = [];
  let wake: (() => void) | null = null;
  port.on('message', (message: unknown) => {
    const request = asLedgerRequest(message);
    if (request.kind === 'close') onClose();
    requests.push(request);
    wake?.();
    wake = null;
  });
  const filled = async () => {
    if (requests.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  function* drain(): Generator<LedgerRequest> {
    for (;;) {
      const request = requests.shift();
      if (request !== undefined) {
        yield request;
        continue;
      }
      // A store that commits synchronously leaves the event loop no time to deliver messages.
      const next = receiveMessageOnPort(port);
      if (next === undefined) return;
      const message: unknown = next.message;
      yield asLedgerRequest(message);
    }
  }
  return {
    filled,
    drain,
    async discardUntilClose() {
      for (;;) {
        await filled();
        for (const { kind } of drain()) if (kind === 'close') return;
      }
    },
  };
}

/** Keeps the guard at most `GUARD_INTERVAL_MS` behind the ledger. */
interface GuardKeeper {
  /** A fault if the guard is due and cannot be written: the commit must not be tried then. */
  beforeCommit(): LedgerFault | null;
  afterCommit(): void;
  stop(): void;
}

function createGuardKeeper(writer: LedgerWriter, report: Report): GuardKeeper {
  let keptAt = performance.now();
  let timer: NodeJS.Timeout | null = null;

  const keep = (): LedgerFault | null => {
    try {
      writer.keepGuard();
      keptAt = performance.now();
      report({ kind: 'guarded', size: writer.head().size });
      return null;
    } catch (error) {
      const fault = describe(error);
      report({ kind: 'guard', fault });
      return fault;
    }
  };
  return {
    beforeCommit: () =>
      writer.isGuardBehind() && performance.now() - keptAt >= GUARD_INTERVAL_MS ? keep() : null,
    afterCommit() {
      timer ??= setTimeout(() => {
        timer = null;
        if (writer.isGuardBehind()) keep();
      }, GUARD_INTERVAL_MS);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };
}

function describe(error: unknown): LedgerFault {
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return { code: typeof code === 'string' ? code : 'LEDGER_FAULT', text };
}

if (parentPort !== null) await run(parentPort);
