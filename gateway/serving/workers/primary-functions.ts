import { parse } from 'graphql';
import type { GraphQLError } from 'graphql';
import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import { GatewayError } from '../../platform/errors.ts';
import type { OpenParts } from '../open-shared-parts.ts';
import { toFaultData } from './fault-data.ts';
import {
  fromSentContext,
  type PrimaryFunctions,
  type ReportError,
  type ReportRequest,
  type ReportResult,
} from './worker-messages.ts';

/** The shared parts as functions for one worker. */
export interface ServedParts {
  readonly functions: Omit<PrimaryFunctions, 'loaded' | 'measured' | 'noted'>;
  /** Ends what was opened for the worker. Call it when the worker has ended. */
  readonly release: () => void;
}

/** Creates the functions by which one worker uses the shared parts. */
export function createPrimaryFunctions(parts: OpenParts): ServedParts {
  const { breakGlass, signIns, limits } = parts;
  const exports = new Map<string, RunningExport>();
  const closeExport = (id: string) => {
    exports.get(id)?.gone.abort();
    exports.delete(id);
  };
  return {
    functions: {
      append: parts.ledger.appendWritten,
      markUnreleased: parts.ledger.markUnreleased,
      count: (limiter, key, allowance, amount) => limits[limiter].count(key, allowance, amount),
      readCount: (limiter, key, allowance) => limits[limiter].read(key, allowance),
      isFirstUse: (id, seconds) => limits.isFirstUse(id, seconds),
      presentGrant: async (headers, caller) => needed(breakGlass).present(headers, caller),
      admitStart: async (caller) => needed(breakGlass).admitStart(caller),
      startGrant: async (context, request) =>
        needed(breakGlass).start(fromSentContext(context), request),
      stopGrant: async (context, grant) => needed(breakGlass).stop(fromSentContext(context), grant),
      assertFresh: async (caller) => needed(signIns).assertFresh(caller),
      endSignIn: async (caller) => needed(signIns).end(caller),
      report: createAnswerReport(parts),
      openExport: async (id, context, body) => {
        const gone = new AbortController();
        exports.set(id, { gone, chunks: null });
        try {
          const opened = await needed(parts.exports).open(
            fromSentContext(context),
            body,
            gone.signal,
          );
          const { body: stream, ...file } = opened;
          // The read that follows rejects with the error.
          stream.on('error', () => undefined);
          if (gone.signal.aborted) {
            stream.destroy();
            throw new GatewayError('REPORTS_UNAVAILABLE');
          }
          exports.set(id, { gone, chunks: stream[Symbol.asyncIterator]() });
          return file;
        } catch (error) {
          exports.delete(id);
          throw error;
        }
      },
      nextOfExport: async (id) => {
        const chunks = exports.get(id)?.chunks;
        if (chunks == null) throw new GatewayError('REPORTS_UNAVAILABLE');
        const next = await chunks.next().catch((cause: unknown) => {
          throw new GatewayError('REPORTS_UNAVAILABLE', { cause });
        });
        if (next.done !== true) return next.value;
        exports.delete(id);
        return null;
      },
      closeExport,
      state: parts.state,
      refused: parts.onRefusal,
    },
    release: () => {
      for (const id of exports.keys()) closeExport(id);
    },
  };
}

interface RunningExport {
  readonly gone: AbortController;
  /** Null until the file is open. */
  readonly chunks: AsyncIterator<string | Uint8Array> | null;
}

/** A worker of the same configuration calls only what the configuration has. */
function needed<Part>(part: Part | null): Part {
  if (part === null) throw new GatewayError('INTERNAL_SERVER_ERROR');
  return part;
}

function createAnswerReport({ reports }: Pick<OpenParts, 'reports'>) {
  let loaded: Promise<GatewayExecutor> | null = null;
  const load = async (): Promise<GatewayExecutor> => {
    const { executor } = await needed(reports).load({ apollo: {} });
    return needed(executor);
  };
  return async (request: ReportRequest): Promise<ReportResult> => {
    const execute = await (loaded ??= load());
    const { query, operationName, variables, context } = request;
    // The executor of reports reads no more of it.
    const operation = {
      document: parse(query),
      request: { operationName, variables },
      context: fromSentContext(context),
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
    const { data, errors } = await execute(operation as unknown as Parameters<GatewayExecutor>[0]);
    return { data, errors: errors?.map(toReportError) ?? null };
  };
}

function toReportError(error: GraphQLError): ReportError {
  const { path = null, extensions } = error;
  return { fault: toFaultData(error), path, extensions };
}
