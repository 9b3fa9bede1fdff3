import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import type { CancelSignal } from '../cancel-signal.ts';

/** A response. Redirects are not followed. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it was received: no content coding is removed. */
  readonly body: Buffer;
}

/** The limits of one response. */
export interface ResponseLimits {
  readonly maxBytes: number;
  /**
   * Acquires bytes: all of them before the body is read if its length is stated, otherwise those of each chunk. Reading
   * pauses until it resolves. With `mayWait` false it must not wait, since an earlier chunk is held.
   */
  readonly acquire: (bytes: number, mayWait: boolean) => boolean | Promise<boolean>;
  /** Ends the request when it aborts. */
  readonly signal: CancelSignal;
}

/**
 * Sends a request and reads its response. Resolves to `TOO_LARGE` once the response exceeds `maxBytes`, and to `BUSY` if its
 * bytes are not acquired. Rejects if the response does not arrive whole, with undici's error if it has one.
 *
 * It uses `dispatch` of undici, since `request` creates a stream for each response: a third of the time of a small one.
 */
export function exchangeMessages(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { maxBytes, acquire, signal }: ResponseLimits,
): Promise<HttpAnswer | 'TOO_LARGE' | 'BUSY'> {
  return new Promise((resolve, reject) => {
    let sending: Dispatcher.DispatchController | null = null;
    let status = 0;
    let headers: IncomingHttpHeaders = {};
    let hasLength = false;
    let hasEnded = false;
    let size = 0;
    const chunks: Buffer[] = [];

    const stop = (failure: 'TOO_LARGE' | 'BUSY') => {
      resolve(failure);
      sending?.abort(new Error(failure));
    };
    const finish = () => {
      // undici ends a response over HTTP/2 although the server has reset it with NO_ERROR or CANCEL.
      if (hasLength && size !== Number(headers['content-length'])) {
        reject(new Error('the body is shorter than its content-length'));
        return;
      }
      const [only] = chunks;
      const body = chunks.length === 1 && only ? only : Buffer.concat(chunks);
      resolve({ status, headers, body });
    };
    const resumeOrStop = (isAcquired: boolean) => {
      if (!isAcquired) stop('BUSY');
      else if (hasEnded) finish();
      else sending?.resume();
    };
    const acquireOrStop = (bytes: number, mayWait: boolean) => {
      const acquired = acquire(bytes, mayWait);
      if (acquired === true) return;
      if (acquired === false) {
        stop('BUSY');
        return;
      }
      sending?.pause();
      acquired.then(resumeOrStop, reject);
    };
    signal.addEventListener('abort', () => sending?.abort(new Error('aborted')));
    dispatcher.dispatch(request, {
      // Called again if undici sends the request on another connection.
      onRequestStart: (controller) => {
        sending = controller;
        if (signal.aborted) controller.abort(new Error('aborted'));
      },
      onResponseStart: (_controller, code, fields) => {
        // Informational, such as 103.
        if (code < 200) return;
        status = code;
        headers = fields;
        const { 'content-length': length } = fields;
        hasLength = length !== undefined;
        if (!hasLength) return;
        if (Number(length) > maxBytes) stop('TOO_LARGE');
        else acquireOrStop(Number(length), true);
      },
      onResponseData: (_controller, chunk) => {
        const isFirst = size === 0;
        size += chunk.byteLength;
        if (size > maxBytes) {
          stop('TOO_LARGE');
          return;
        }
        chunks.push(chunk);
        if (!hasLength) acquireOrStop(chunk.byteLength, isFirst);
      },
      onResponseEnd: (controller) => {
        hasEnded = true;
        if (!controller.paused) finish();
        // Over HTTP/2 undici ends a response also while it is paused, with its last bytes or its trailers. Those that it has
        // not delivered are lost, and occupy the connection until they are read.
        else controller.resume();
      },
      onResponseError: (_controller, error) => reject(error),
    });
  });
}
