import { syncBuiltinESMExports } from 'node:module';
import threads, { parentPort, type MessagePort } from 'node:worker_threads';

/** What a thread is to do: what a new thread would be started with. */
export interface ThreadJob {
  /** URL of the module to run. */
  readonly entry: string;
  /** `parentPort` of the module. */
  readonly port: MessagePort;
  readonly workerData: unknown;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/*
 * The thread that `reuse-threads.ts` starts. It runs one job after the other; between them it waits for the next. A job
 * is over when nothing is left that would keep its own thread alive. An error of a job ends this thread, as it would
 * end that of the job.
 */
const control = parentPort;
let job: MessagePort | null = null;
let count = 0;

control?.on('message', (message: ThreadJob) => void start(message));

process.on('beforeExit', () => {
  if (job === null) return;
  job.close();
  job = null;
  control?.ref();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origin
  control?.postMessage('ended');
});

async function start({ entry, port, workerData, env }: ThreadJob): Promise<void> {
  job = port;
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  Object.assign(threads, { parentPort: port, workerData });
  syncBuiltinESMExports();
  control?.unref();
  count += 1;
  // A module is run again only at another URL. What it imports stays loaded.
  await import(`${entry}?job=${count}`);
}
