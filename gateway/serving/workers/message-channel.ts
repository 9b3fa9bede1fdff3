import { connectRpc, type Call } from '../../platform/process/connect-rpc.ts';
import { GatewayError } from '../../platform/errors.ts';
import { fromFaultData, toFaultData } from './fault-data.ts';

/** One end of the channel between a gateway's primary process and one of its workers. */
export interface ChannelEnd {
  /** Calls back when the messages are written, or cannot be. */
  readonly send: (messages: readonly unknown[], onSent: () => void) => void;
  readonly on: (listen: (messages: unknown) => void) => void;
}

/** Calls between a primary and one of its workers. */
export interface MessageChannel<Remote extends object> {
  /**
   * Calls a function of the other process. Rejects with the GatewayError of the function, and with `NOT_READY` if the
   * other process ends, if too many calls wait, or after `maxMs`.
   */
  readonly call: <Name extends keyof Remote & string>(
    name: Name,
    args: ArgumentsOf<Remote[Name]>,
    maxMs?: number | null,
  ) => Promise<ResultOf<Remote[Name]>>;
  /**
   * Calls a function whose result is not needed, with the next call or within {@link NOTIFY_MS}. Returns false if the call is
   * dropped, as it is while the other process reads nothing.
   */
  readonly notify: <Name extends keyof Remote & string>(
    name: Name,
    ...args: ArgumentsOf<Remote[Name]>
  ) => boolean;
  /** Resolves when everything is sent. */
  readonly flush: () => Promise<void>;
  /** Rejects all calls that wait, and every later one. */
  readonly close: () => void;
}

type ArgumentsOf<Value> = Value extends (...args: infer Args) => unknown ? Args : never;
type ResultOf<Value> = Value extends (...args: never[]) => infer Result ? Awaited<Result> : never;

/** How long a call may take if nothing else is stated: longer than the slowest store of limits (`limits.store.timeoutMs`). */
const CALL_MS = 6_000;

/** How long a notification may wait for a call to be sent with, ms. */
const NOTIFY_MS = 50;

/** Calls that may wait for the other process. A further one fails at once. */
const MAX_WAITING = 10_000;

/** Batches of messages that may wait to be written. Then the other process has read nothing for many seconds. */
const MAX_UNSENT = 1_000;

/**
 * Serves functions to the other process, and calls its functions. The messages of one turn of the event loop are sent
 * together: a message alone costs 50 µs of processor time, one of 30 costs 7 µs. `onUnexpected` is called with what the
 * other process gets as `INTERNAL_SERVER_ERROR`.
 */
export function openMessageChannel<Remote extends object>(
  local: object,
  { send, on }: ChannelEnd,
  onUnexpected: (error: unknown) => void,
): MessageChannel<Remote> {
  let messages: unknown[] = [];
  let waiting = 0;
  let isDue = false;
  let timer: NodeJS.Timeout | null = null;
  const sent = new Set<Promise<void>>();
  const sendAll = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    isDue = false;
    if (messages.length === 0) return;
    const batch = messages;
    messages = [];
    const done = new Promise<void>((resolve) => send(batch, resolve)).finally(() =>
      sent.delete(done),
    );
    sent.add(done);
  };
  const rpc = connectRpc<Record<string, (...args: unknown[]) => unknown>, object>(local, {
    post: (message) => {
      messages.push(message);
      if (isNotification(message)) timer ??= setTimeout(sendAll, NOTIFY_MS);
      else if (!isDue) {
        isDue = true;
        setImmediate(sendAll);
      }
    },
    on: (listen) =>
      on((batch) => {
        if (Array.isArray(batch)) for (const message of batch) listen(message);
      }),
    faultOf: (error) => {
      const fault = toFaultData(error);
      if (fault.code === 'INTERNAL_SERVER_ERROR') onUnexpected(error);
      return fault;
    },
  });
  const call: Call<Record<string, (...args: unknown[]) => unknown>> = rpc.$call;
  return {
    call: async (name, args, maxMs = CALL_MS) => {
      if (rpc.$closed || waiting >= MAX_WAITING) throw unanswered();
      waiting += 1;
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both processes are of one build
      const answered = call(name, ...args)
        .catch((error: unknown) => {
          throw error instanceof GatewayError ? error : fromFaultData(error);
        })
        .finally(() => {
          waiting -= 1;
        }) as Promise<ResultOf<Remote[typeof name]>>;
      return maxMs === null ? answered : within(maxMs, answered);
    },
    notify: (name, ...args) => {
      const isSent = !rpc.$closed && sent.size < MAX_UNSENT;
      if (isSent) void rpc.$callEvent(name, ...args);
      return isSent;
    },
    flush: async () => {
      sendAll();
      await Promise.all(sent);
    },
    close: () => rpc.$close(unanswered()),
  };
}

/** Calls and results have an id. */
function isNotification(message: unknown): boolean {
  return typeof message === 'object' && message !== null && !('i' in message);
}

/** Rejects with `NOT_READY` after some time. What comes later is dropped. */
export async function within<Result>(maxMs: number, answered: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(unanswered()), maxMs);
  });
  try {
    return await Promise.race([answered, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unanswered(): GatewayError {
  return new GatewayError('NOT_READY', { reason: 'PROCESS_UNANSWERED' });
}
