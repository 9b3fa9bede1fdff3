import { parse } from 'graphql';
import type { GraphQLError } from 'graphql';
import type { GatewayExecutor } from '@apollo/server-gateway-interface';
import { GatewayError } from '../../platform/errors.ts';
import type { OpenedServices } from '../open-shared-services.ts';
import { toFaultData } from './fault-data.ts';
import {
  fromSentContext,
  type PrimaryFunctions,
  type ReportError,
  type ReportRequest,
  type ReportResult,
} from './worker-messages.ts';

/** The shared services as functions for one worker. */
export interface ServedFunctions {
  readonly functions: Omit<PrimaryFunctions, 'loaded' | 'measured' | 'noted'>;
  /** Ends what was opened for the worker. Call it when the worker has ended. */
  readonly release: () => void;
}

/** Creates the functions by which one worker uses the shared services. */
export function createPrimaryFunctions(services: OpenedServices): ServedFunctions {
  const { breakGlass, signIns, limits } = services;
  const exports = new Map<string, RunningExport>();
  const closeExport = (id: string) => {
    exports.get(id)?.gone.abort();
    exports.delete(id);
  };
  return {
    functions: {
      append: services.ledger.appendWritten,
      markUnreleased: services.ledger.markUnreleased,
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
      report: createAnswerReport(services),
      openExport: async (id, context, body) => {
        const gone = new AbortController();
        exports.set(id, { gone, chunks: null });
        try {
          const opened = await needed(services.exports).open(
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
      state: services.state,
      refused: services.onRefusal,
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
function needed<Service>(service: Service | null): Service {
  if (service === null) throw new GatewayError('INTERNAL_SERVER_ERROR');
  return service;
}

function createAnswerReport({ reports }: Pick<OpenedServices, 'reports'>) {
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
