import { ApolloServer } from '@apollo/server';
import type { ApolloServerOptionsWithGateway, ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { LimitsConfig } from '../../pipeline/limits/limits-config.ts';
import type { FaultCode } from '../../platform/faults.ts';
import { createLimits } from '../../pipeline/limits/create-limits.ts';
import type { ResolveDocument } from '../../pipeline/documents/create-resolve-document.ts';
import type { UnplannedBudget } from '../../pipeline/limits/create-unplanned-budget.ts';
import type { Log } from '../../platform/log.ts';
import type { RequestOutcome } from '../../platform/metrics/metrics.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { Development } from '../development/create-development.ts';
import { formatDevelopmentError } from '../development/format-development-error.ts';
import { showSubgraphErrors } from '../development/show-subgraph-errors.ts';
import { documentsPlugin, type NoteServed } from './documents-plugin.ts';
import { faultStatusPlugin } from './fault-status-plugin.ts';
import { forgetApolloEnvironment } from './forget-apollo-environment.ts';
import { formatError } from '../format-error.ts';
import type { KnownDocuments } from './known-documents.ts';
import { outcomePlugin, type FormattedResponse } from './outcome-plugin.ts';

/** What Apollo Server executes operations with. */
export type GatewayInterface = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/** Which documents callers may send, by text and by id. */
export interface ServedDocuments {
  readonly resolve: ResolveDocument;
  /** Whether a manifest has the document with this SHA-256, hex. */
  readonly isTrusted: (sha256: string) => boolean;
  readonly noteServed: NoteServed;
}

/**
 * Creates and starts Apollo Server around the request pipeline. It parses, validates and limits operations and
 * serializes responses.
 *
 * Its other features are off: reports to a third party (whatever `APOLLO_*` says), landing page, response caching,
 * automatic persisted queries, batches, stack traces and signal handlers. Every error leaves through {@link formatError},
 * and a response has only `data`, `errors` and, on request, its cost.
 */
export async function createApolloServer(options: {
  readonly config: { readonly limits: LimitsConfig; readonly introspection: boolean };
  readonly gateway: GatewayInterface;
  readonly unplannedBudget: UnplannedBudget;
  /** Which documents callers may send, and their ids; null takes any document, and no id. */
  readonly documents: ServedDocuments | null;
  readonly knownDocuments: KnownDocuments;
  /** Adds messages of GraphQL and errors of subgraphs to errors; null outside development mode. */
  readonly development?: Development | null;
  readonly onRefusal: (code: FaultCode) => void;
  readonly onAnswer: (outcome: RequestOutcome) => void;
  readonly log: Log;
}): Promise<ApolloServer<RequestContext>> {
  const { config, gateway, documents, development = null, log } = options;
  const limits = createLimits(config.limits);
  forgetApolloEnvironment(process.env);
  const server = new ApolloServer<RequestContext>({
    gateway,
    introspection: config.introspection,
    plugins: [
      ...DISABLED,
      ...(documents === null ? [] : [documentsPlugin({ ...documents, log })]),
      budgetPlugin(options.unplannedBudget, documents?.isTrusted ?? (() => false)),
      ...limits.plugins,
      faultStatusPlugin(log, options.onRefusal),
      outcomePlugin(options.onAnswer),
      ...(development === null ? [] : [showSubgraphErrors(development.subgraphErrors)]),
    ],
    documentStore: options.knownDocuments.store,
    validationRules: [...limits.validationRules],
    formatError: (_formatted, error) =>
      development === null ? formatError(error) : formatDevelopmentError(error),
    stringifyResult: stringifyResponse,
    logger: quietLogger(log),
    nodeEnv: 'production',
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    hideSchemaDetailsFromClientErrors: development === null,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
  });
  await server.start();
  return server;
}

/**
 * Counts documents that have to be parsed: Apollo Server calls the plugin only for a document that is not in its store. The
 * documents of the manifests are not counted: their number is the operator's.
 * It runs before the limits, which cost more, and refuses documents over the budget.
 */
function budgetPlugin(
  { run }: UnplannedBudget,
  isTrusted: ServedDocuments['isTrusted'],
): ApolloServerPlugin<RequestContext> {
  return {
    requestDidStart: async () => ({
      // Only counts: Apollo Server parses the document afterwards.
      parsingDidStart: async ({ contextValue, queryHash }) => {
        if (!isTrusted(queryHash)) await run(contextValue, () => undefined);
      },
    }),
  };
}

/** Writes a response as JSON: its errors, data and, on request, its cost. Other extensions do not leave. */
export function stringifyResponse({ data, ...more }: FormattedResponse): string {
  return writeParts({ data: data === undefined ? data : JSON.stringify(data), ...more }).join('');
}

/** The same for data that is JSON text already. A large response is returned in UTF-8. */
export function writeResponse(response: WrittenResponse): string | Buffer {
  const parts = writeParts(response);
  return (response.data?.length ?? 0) < LARGE ? parts.join('') : encode(parts);
}

/** A response whose data is JSON text. */
type WrittenResponse = FormattedResponse & { readonly data?: string | null | undefined };

function writeParts({ data, errors, extensions }: WrittenResponse): readonly string[] {
  const cost = extensions?.['cost'];
  const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)}`;
  const after = cost === undefined ? '' : `,"extensions":${JSON.stringify({ cost })}`;
  if (data === undefined) return [`{${before}${after}}\n`];
  return [`{${before}${before === '' ? '' : ','}"data":`, data ?? 'null', `${after}}\n`];
}

/** From so many characters on, a response is written in UTF-8. For less, a string is quicker. */
const LARGE = 4_096;

/** Encodes parts of a text one by one: as one text, V8 would copy all of it on its heap, twice until it is sent. */
function encode(parts: readonly string[]): Buffer {
  const bytes = Buffer.allocUnsafeSlow(
    parts.reduce((sum, part) => sum + Buffer.byteLength(part), 0),
  );
  let length = 0;
  for (const part of parts) length += bytes.write(part, length);
  // Only what was written: the memory behind it is not cleared.
  return bytes.subarray(0, length);
}

const DISABLED: readonly ApolloServerPlugin[] = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** Drops the messages of Apollo Server, which may quote values; only their level is logged. */
function quietLogger(log: Log) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: () => log.warn('apollo server reports a warning'),
    error: () => log.error('apollo server reports an error'),
  };
}
