import { ApolloServer } from '@apollo/server';
import type { ApolloServerOptionsWithGateway, ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { LimitsConfig } from '../pipeline/limits/limits-config.ts';
import type { FaultCode } from '../platform/errors.ts';
import { createLimits } from '../pipeline/limits/create-limits.ts';
import type { UnplannedBudget } from '../pipeline/limits/create-unplanned-budget.ts';
import type { Log } from '../platform/log.ts';
import type { Outcome } from '../platform/metrics/metrics.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { budgetPlugin } from './budget-plugin.ts';
import { createDocumentStore } from './create-document-store.ts';
import { faultsPlugin } from './faults-plugin.ts';
import { forgetApolloEnvironment } from './forget-apollo-environment.ts';
import { formatFault } from './format-fault.ts';
import { outcomePlugin } from './outcome-plugin.ts';

/** What Apollo Server runs an operation through. */
export type GatewayInterface = ApolloServerOptionsWithGateway<RequestContext>['gateway'];

/**
 * Creates and starts Apollo Server around the request pipeline. It keeps the protocol: parsing,
 * validation, limits and the form of responses.
 *
 * Everything that it would do by itself is off: reports to a third party (whatever `APOLLO_*` says),
 * landing page, response caching, persisted queries, batches, stack traces, signal handlers. Every error
 * that leaves has gone through {@link formatFault}; of a result only `data` and `errors` leave.
 */
export async function createApolloServer(options: {
  readonly config: { readonly limits: LimitsConfig; readonly introspection: boolean };
  readonly gateway: GatewayInterface;
  readonly unplanned: UnplannedBudget;
  readonly onRefusal: (code: FaultCode) => void;
  readonly onAnswer: (outcome: Outcome) => void;
  readonly log: Log;
}): Promise<ApolloServer<RequestContext>> {
  const { config, gateway, log } = options;
  const limits = createLimits(config.limits);
  forgetApolloEnvironment(process.env);
  const server = new ApolloServer<RequestContext>({
    gateway,
    introspection: config.introspection,
    plugins: [
      ...DISABLED,
      budgetPlugin(options.unplanned),
      ...limits.plugins,
      faultsPlugin(log, options.onRefusal),
      outcomePlugin(options.onAnswer),
    ],
    documentStore: createDocumentStore(config.limits.cacheMegabytes),
    validationRules: [...limits.validationRules],
    formatError: (_formatted, error) => formatFault(error),
    stringifyResult: ({ data, errors }) => `${JSON.stringify({ errors, data })}\n`,
    logger: quietLogger(log),
    nodeEnv: 'production',
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
  });
  await server.start();
  return server;
}

const DISABLED: readonly ApolloServerPlugin[] = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

/** Apollo Server logs texts of errors, which may quote values: only that it logged is kept. */
function quietLogger(log: Log) {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: () => log.warn('apollo server warns'),
    error: () => log.error('apollo server reports an error'),
  };
}
