/*
 * Hive Gateway: `node hive.mjs SUPERGRAPH PORT [rust]`. With `rust` it plans with the query planner of Hive Router.
 * https://the-guild.dev/graphql/hive/docs/gateway
 */
import { createGatewayRuntime } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { createServer } from 'node:http';

const [, , supergraph, port, planner] = process.argv;
const runtime = createGatewayRuntime({
  supergraph,
  logging: false,
  landingPage: false,
  graphqlEndpoint: '/',
  // All requests of the load are equal: one call for many of them would not be the same work.
  transportEntries: { '*.http': { options: { deduplicateInflightRequests: false } } },
  ...(planner === 'rust' && { unifiedGraphHandler }),
});
createServer((request, response) => void runtime(request, response)).listen(
  Number(port),
  '127.0.0.1',
);
