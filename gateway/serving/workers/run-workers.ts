import cluster, { type Worker } from 'node:cluster';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SettingsError, StartError } from '../../platform/errors.ts';
import type { Log } from '../../platform/log.ts';
import type { Readiness } from '../../platform/readiness.ts';
import { openMessageChannel, type MessageChannel } from './message-channel.ts';
import type { WorkerFunctions, WorkerSetup } from './worker-messages.ts';

/** The worker processes of a gateway. */
export interface Workers {
  /** The base URL that all of them serve. */
  readonly url: string;
  /** Ready if one worker is; the problems of all. */
  readonly readiness: () => Promise<Readiness>;
  /** Metrics of each process that answers. */
  readonly processMetrics: () => Promise<readonly object[]>;
  /** Has each worker report unreadiness and keep serving for `server.pauseSeconds`. */
  readonly pause: () => Promise<void>;
  /** Closes each worker as a gateway of one process closes, and ends those that take too long. */
  readonly close: () => Promise<void>;
}

export interface WorkersOptions {
  readonly count: number;
  /** For a worker with this index, from 1 on. */
  readonly setupOf: (index: number) => WorkerSetup;
  /** The functions that a worker calls; `release` is called when it has ended. */
  readonly serveWorker: (index: number) => {
    readonly functions: object;
    readonly release: () => void;
  };
  /** How long a worker may take to close, ms. */
  readonly closeMs: number;
  readonly log: Log;
}

/** Delays before a worker that has ended is replaced, ms. The first applies after {@link STABLE_MS} without an end. */
const RESTART_MS = { first: 0, second: 250, max: 30_000 };

/** Uptime after which the delay of a restart begins anew. */
const STABLE_MS = 60_000;

/** How often workers are pinged, and how many pings in a row they may leave unanswered. */
const PING = { everyMs: 5_000, maxOwed: 6 };

/** How long a worker may take to say whether it is ready, ms. Probes of load balancers often wait for one second. */
const READINESS_MS = 800;

const MODULE = new URL(`./worker-process${extname(import.meta.url)}`, import.meta.url);

/**
 * Starts the worker processes, and waits until all of them listen. Node.js's cluster accepts connections in this process and
 * passes them to workers in turn. A worker that ends or hangs is replaced; clients lose the requests that it served.
 *
 * @throws StartError with the problems of a worker that cannot start
 */
export async function runWorkers({
  count,
  setupOf,
  serveWorker,
  closeMs,
  log,
}: WorkersOptions): Promise<Workers> {
  // Where workers accept connections themselves, one of them gets most.
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({
    exec: fileURLToPath(MODULE),
    args: [],
    execArgv: process.execArgv,
    serialization: 'advanced',
  });
  const slots = Array.from({ length: count }, (_unused, place) => createSlot(place + 1));
  let isStopping = false;

  function createSlot(index: number) {
    let running: RunningWorker | null = null;
    let delayMs = RESTART_MS.first;
    let timer: NodeJS.Timeout | null = null;
    let hasServed = false;

    const start = async (): Promise<string> => {
      const since = performance.now();
      const worker = cluster.fork();
      const { functions, release } = serveWorker(index);
      const channel = openMessageChannel<WorkerFunctions>(
        { ...functions, loaded: () => worker.emit('loaded') },
        {
          send: (messages, onSent) => {
            if (worker.isConnected()) worker.send(messages, () => onSent());
            else onSent();
          },
          on: (listen) => worker.on('message', listen),
        },
        (error) => log.error('call of a worker process failed unexpectedly', { index, error }),
      );
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      const loaded = new Promise<void>((resolve) => worker.once('loaded', resolve));
      running = { worker, channel: null, ended };
      // Such as of a message to a worker that has just ended; its exit follows.
      worker.on('error', () => undefined);
      let stopWatching: (() => void) | null = null;
      const closePassed = rememberPassed(worker);
      worker.once('exit', (status: number | null, signal: string | null) => {
        running = null;
        stopWatching?.();
        closePassed();
        channel.close();
        release();
        if (isStopping || !hasServed) return;
        const facts = { ...(status !== null && { status }), ...(signal !== null && { signal }) };
        log.error('worker process has ended and is replaced', { index, ...facts });
        restart(performance.now() - since);
      });
      // Messages to a process that has not loaded its modules are lost.
      await Promise.race([loaded, ended]);
      if (isStopping) worker.process.kill('SIGKILL');
      if (worker.isDead()) throw new StartError([ENDED_EARLY]);
      running = { worker, channel, ended };
      stopWatching = killIfSilent({ worker, channel }, index, log);
      const started = await channel
        .call('start', [setupOf(index)], null)
        .catch((cause: unknown) => {
          throw new StartError([ENDED_EARLY], { cause });
        });
      if (started.ok) {
        hasServed = true;
        return started.url;
      }
      worker.process.kill('SIGKILL');
      throw started.settings === null
        ? new StartError(started.problems)
        : new SettingsError(started.settings);
    };
    const restart = (uptimeMs: number) => {
      if (uptimeMs >= STABLE_MS) delayMs = RESTART_MS.first;
      timer = setTimeout(() => {
        start().then(
          () => log.info('worker process is replaced', { index }),
          // Of a worker that has ended, its exit has more.
          (error: unknown) => {
            if (error instanceof SettingsError) logProblems(log, index, error);
          },
        );
      }, delayMs);
      delayMs = Math.min(RESTART_MS.max, Math.max(RESTART_MS.second, 2 * delayMs));
    };
    return {
      index,
      start,
      running: () => running,
      stop: async () => {
        if (timer !== null) clearTimeout(timer);
        if (running === null) return;
        const { worker, channel, ended } = running;
        // One that has not loaded its modules would not get the message.
        if (channel === null) worker.process.kill('SIGKILL');
        const late = setTimeout(() => {
          log.warn('worker process was ended since it did not stop in time', { index });
          worker.process.kill('SIGKILL');
        }, closeMs);
        channel?.call('close', [], null).catch(() => undefined);
        await ended;
        clearTimeout(late);
      },
    };
  }

  const close = async () => {
    isStopping = true;
    await Promise.all(slots.map((slot) => slot.stop()));
  };
  try {
    // The first one alone, so that one problem is reported once.
    const [first, ...rest] = slots;
    if (first === undefined) throw new RangeError('A gateway has at least one worker.');
    const url = await first.start();
    await Promise.all(rest.map((slot) => slot.start()));
    return {
      url,
      readiness: async () => {
        const found = await Promise.all(slots.map(readinessOf));
        return {
          isReady: found.some(({ isReady }) => isReady),
          problems: [...new Set(found.flatMap(({ problems }) => problems))],
        };
      },
      processMetrics: async () => {
        const found = await Promise.all(
          slots.map(async (slot) => {
            const running = slot.running();
            return running?.channel?.call('processMetrics', []).catch(() => null) ?? null;
          }),
        );
        return found.filter((each) => each !== null);
      },
      pause: async () => {
        isStopping = true;
        await Promise.allSettled(
          slots.map(async (slot) => slot.running()?.channel?.call('pause', [], null)),
        );
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

const ENDED_EARLY = 'A worker process has ended before it listened.';

interface RunningWorker {
  readonly worker: Worker;
  /** Null until the worker gets messages. */
  readonly channel: MessageChannel<WorkerFunctions> | null;
  readonly ended: Promise<void>;
}

async function readinessOf(slot: {
  readonly index: number;
  readonly running: () => RunningWorker | null;
}): Promise<Readiness> {
  const unready = (what: string) => ({
    isReady: false,
    problems: [`worker ${slot.index} ${what}`],
  });
  const channel = slot.running()?.channel ?? null;
  if (channel === null) return unready('is being replaced');
  return channel.call('readiness', [], READINESS_MS).catch(() => unready('does not answer'));
}

/**
 * Returns the function that closes the connection that was passed to a worker last. Node.js forgets it if the worker ends
 * before it takes it, and its client would wait for an answer. It passes one at a time; one that was taken is closed already.
 */
function rememberPassed({ process: child }: Worker): () => void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- whichever of its overloads is called
  const send = child.send.bind(child) as (...args: unknown[]) => boolean;
  let passed: { readonly close: () => void } | null = null;
  child.send = (...args: unknown[]) => {
    if (isHandle(args[1])) passed = args[1];
    return send(...args);
  };
  return () => passed?.close();
}

function isHandle(value: unknown): value is { readonly close: () => void } {
  return typeof value === 'object' && value !== null && 'close' in value;
}

/** Kills a worker whose event loop has stopped. Returns the function that ends the watch. */
function killIfSilent(
  {
    worker,
    channel,
  }: { readonly worker: Worker; readonly channel: MessageChannel<WorkerFunctions> },
  index: number,
  log: Log,
): () => void {
  // Counted rather than timed: this process may itself have been stopped for a while.
  let owed = 0;
  const timer = setInterval(() => {
    owed += 1;
    const answered = () => {
      owed = 0;
    };
    void channel.call('ping', [], null).then(answered, () => undefined);
    if (owed <= PING.maxOwed) return;
    log.error('worker process does not respond and is ended', { index });
    worker.process.kill('SIGKILL');
  }, PING.everyMs);
  return () => clearInterval(timer);
}

function logProblems(log: Log, index: number, { settings }: SettingsError): void {
  for (const { path } of settings)
    log.error('worker process cannot start with this setting, correct it and restart the gateway', {
      index,
      setting: path,
    });
}
