import { createBirpc, type BirpcReturn } from 'birpc';

/** Calls a function on the other side of a channel between threads or processes. Arguments and results are cloned. */
export type Call<Remote extends object> = BirpcReturn<Remote, object, false>['$call'];

/** A channel of messages, and what its functions' errors are sent as: errors lose their class when they are cloned. */
export interface RpcChannel {
  readonly post: (message: unknown) => void;
  readonly on: (listen: (message: unknown) => void) => void;
  readonly faultOf: (error: unknown) => unknown;
}

/** Serves functions on a channel, and calls those of the other side. No call times out. */
export function connectRpc<Remote extends object, Local extends object>(
  local: Local,
  { faultOf, ...channel }: RpcChannel,
): BirpcReturn<Remote, Local, false> {
  return createBirpc<Remote, Local, false>(local, {
    ...channel,
    timeout: -1,
    proxify: false,
    bind: 'functions',
    resolver:
      (_name, serve) =>
      async (...args: unknown[]) => {
        try {
          return await serve(...args);
        } catch (error) {
          return Promise.reject(faultOf(error));
        }
      },
  });
}
