import { channel } from 'node:diagnostics_channel';
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import threads, {
  MessageChannel,
  receiveMessageOnPort,
  type MessagePort,
  type TransferListItem,
  type Worker,
  type WorkerOptions,
} from 'node:worker_threads';
import { packageFile } from '../../../schema/package-file.ts';
import type { ThreadJob } from './thread-host.ts';

/**
 * Modules of threads that are run again in a thread that has ended them, by how they end: by themselves, or when their
 * parent terminates them. Threads of reports exit, and may leave a database open, so each has its own.
 */
const REUSED: ReadonlyMap<string, 'by-itself' | 'when-terminated'> = new Map([
  ['ledger-worker.js', 'by-itself'],
  ['compose-worker.js', 'by-itself'],
  ['plan-worker.js', 'when-terminated'],
  ['inspect-worker.js', 'when-terminated'],
]);

/** Threads of one module that wait for the next job. */
const MAX_IDLE = 4;

/** How long a thread may take to end when it gets no more messages, ms. It is killed then. */
const MAX_ENDING_MS = 100;

const HOST = new URL('./thread-host.js', import.meta.url);

// Not the clock of a test.
const { setTimeout, clearTimeout } = globalThis;

// Not the replaced one.
const NewThread = threads.Worker;

const started = channel('worker_threads');

/**
 * Lets the threads of this process run again in threads that have ended, instead of in new ones: starting a thread and
 * loading its modules takes longer than what most tests do with it. To its parent such a thread looks like a new one, and
 * its module runs anew; modules that it imports keep their state.
 */
export function reuseThreads(): void {
  threads.Worker = new Proxy(NewThread, {
    construct(target, [module, options = {}]: ConstructorParameters<typeof NewThread>, newTarget) {
      const entry = reusedEntry(module, options);
      return entry === null
        ? (Reflect.construct(target, [module, options], newTarget) as Worker)
        : new ReusedThread(entry, options.workerData);
    },
    get: (target, name, receiver) =>
      name === Symbol.hasInstance ? isThread : (Reflect.get(target, name, receiver) as unknown),
  });
  syncBuiltinESMExports();
}

function isThread(value: unknown): boolean {
  return value instanceof ReusedThread || (value instanceof NewThread && !(value instanceof Host));
}

/** The bundled module; null if the thread needs options or a module that are not for reused ones. */
function reusedEntry(module: string | URL, options: WorkerOptions): string | null {
  // A thread that is used again has no limits of memory.
  const isPlain = Object.keys(options).every(
    (name) => name === 'workerData' || name === 'resourceLimits',
  );
  if (!(module instanceof URL) || !isPlain) return null;
  const name = basename(fileURLToPath(module));
  const bundled = packageFile(`dist/bundled/${name}`);
  return REUSED.has(name) && existsSync(bundled) ? pathToFileURL(bundled).href : null;
}

/** Threads without a job, by the module that they have run; the last that became idle is the next to be used. */
const idle = new Map<string, readonly Host[]>();

/** A thread that runs `thread-host.ts`. */
class Host extends NewThread {
  current: ReusedThread | null = null;

  constructor() {
    super(HOST);
    this.on('message', () => this.current?.finish(0, true));
    this.on('error', (error) => this.current?.emit('error', error));
    this.on('exit', (code) => this.current?.finish(code, false));
  }

  /** The thread keeps the process alive until the job is over, also when its port is closed before. */
  run(thread: ReusedThread, job: ThreadJob): void {
    this.current = thread;
    this.ref();
    this.postMessage(job, [job.port]);
  }
}

function isAlive({ threadId }: Worker): boolean {
  return threadId !== -1;
}

/** The part of `Worker` that the product uses. https://nodejs.org/api/worker_threads.html#class-worker */
class ReusedThread extends EventEmitter {
  threadId: number;
  readonly #entry: string;
  readonly #host: Host;
  readonly #port: MessagePort;
  #isTerminated = false;

  constructor(entry: string, workerData: unknown) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.#entry = entry;
    this.#port = port1;
    const [host = new Host(), ...others] = (idle.get(entry) ?? []).filter(isAlive);
    idle.set(entry, others);
    this.#host = host;
    this.threadId = host.threadId;
    port1.on('message', (message) => this.emit('message', message));
    host.run(this, { entry, port: port2, workerData, env: { ...process.env } });
    started.publish({ worker: this });
  }

  postMessage(message: unknown, transferred: readonly TransferListItem[] = []): void {
    this.#port.postMessage(message, transferred);
  }

  /** Kills the thread, unless its module is done as soon as it can get no more messages. */
  async terminate(): Promise<number> {
    if (this.threadId === -1) return 1;
    this.#isTerminated = true;
    const ended = new Promise<number>((resolve) => void this.once('exit', resolve));
    this.#port.close();
    const kill = () => void this.#host.terminate();
    if (REUSED.get(basename(this.#entry)) === 'by-itself') kill();
    else {
      const late = setTimeout(kill, MAX_ENDING_MS);
      void ended.then(() => clearTimeout(late));
    }
    return ended;
  }

  ref(): void {
    this.#port.ref();
    this.#host.ref();
  }

  unref(): void {
    this.#port.unref();
    this.#host.unref();
  }

  /** Called by the host when the job is over or the host has ended. */
  finish(code: number, isReusable: boolean): void {
    while (!this.#isTerminated) {
      const next = receiveMessageOnPort(this.#port);
      if (next === undefined) break;
      this.emit('message', next.message);
    }
    this.#port.close();
    this.threadId = -1;
    this.#host.current = null;
    this.#host.unref();
    const waiting = idle.get(this.#entry) ?? [];
    if (isReusable && waiting.length < MAX_IDLE) idle.set(this.#entry, [this.#host, ...waiting]);
    else void this.#host.terminate();
    this.emit('exit', this.#isTerminated ? 1 : code);
  }
}
