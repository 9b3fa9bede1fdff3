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
 * bytes are not acquired. Rejects with undici's error if the response does not arrive whole.
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
    let size = 0;
    const chunks: Buffer[] = [];

    const stop = (failure: 'TOO_LARGE' | 'BUSY') => {
      resolve(failure);
      sending?.abort(new Error(failure));
    };
    const resumeOrStop = (isAcquired: boolean) => {
      if (isAcquired) sending?.resume();
      else stop('BUSY');
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
      onResponseEnd: () => {
        const [only] = chunks;
        const body = chunks.length === 1 && only ? only : Buffer.concat(chunks);
        resolve({ status, headers, body });
      },
      onResponseError: (_controller, error) => reject(error),
    });
  });
}
