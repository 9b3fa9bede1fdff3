import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createAuthenticateRequest } from '../authentication/authenticate-request.ts';
import { createChallenges } from '../authentication/challenges.ts';
import type { createApolloServer, ServedDocuments } from '../apollo/create-apollo-server.ts';
import { createDirectHandler } from '../apollo/create-direct-handler.ts';
import { routeGraphiql } from '../development/route-graphiql.ts';
import { createDenyCaller } from '../authentication/deny-caller.ts';
import type { KnownDocuments } from '../apollo/known-documents.ts';
import { createReadClientCertificate } from '../connection/read-client-certificate.ts';
import type { ReadConnection } from '../connection/read-connection.ts';
import { createReadPassedOn } from '../authentication/read-passed-on.ts';
import { readConsole } from './read-console.ts';
import { refuseForeignForms } from '../refuse-foreign-forms.ts';
import { routeBreakGlass } from './route-break-glass.ts';
import { routeConsole } from './route-console.ts';
import { routeExport } from './route-export.ts';
import { routeHealth } from './route-health.ts';
import {
  createPublicUrlOf,
  metadataUrlOf,
  routeResourceMetadata,
} from './route-resource-metadata.ts';
import { routeSignOut } from './route-sign-out.ts';
import type { LoadShedding } from '../shed-load.ts';
import type { HttpServerOptions } from '../http-server-options.ts';

/** Adds the routes of the HTTP server, each with its hooks. */
export async function addRoutes(
  app: FastifyInstance,
  options: HttpServerOptions,
  parts: {
    readonly loadShedding: LoadShedding;
    readonly readConnection: ReadConnection;
    readonly apollo: Awaited<ReturnType<typeof createApolloServer>>;
    readonly documents: ServedDocuments;
    readonly knownDocuments: KnownDocuments;
    readonly reports: Awaited<ReturnType<typeof createApolloServer>> | null;
    readonly isClosing: () => boolean;
  },
): Promise<void> {
  const { config, console, execute, exports, breakGlass, signIns } = options;
  const { readiness, onRefusal, onAnswer } = options;
  const { loadShedding, readConnection, apollo, documents, knownDocuments, reports, isClosing } =
    parts;
  const { publicUrl: resource } = config.server;
  const denyCaller = createDenyCaller(options);
  const authenticate = createAuthenticateRequest({
    ...options,
    readConnection,
    readClientCertificate: createReadClientCertificate(config.server),
    readPassedOn: createReadPassedOn(config),
    publicUrlOf: createPublicUrlOf(resource),
    challenges: createChallenges(resource === null ? null : metadataUrlOf(resource)),
    denyCaller,
  });

  routeHealth(app, { readConnection, readiness, isClosing });
  const { issuers } = config.identity;
  const { tls, clientCertificateHeader } = config.server;
  const hasClientCertificates = (tls?.clientCa ?? clientCertificateHeader) !== null;
  if (resource !== null)
    routeResourceMetadata(app, { url: resource, issuers, hasClientCertificates });
  if (options.jwks !== null) {
    const jwks = JSON.stringify(options.jwks);
    app.get('/.well-known/jwks.json', async (_request, reply) => reply.type(JWKS_TYPE).send(jwks));
  }
  const { contextOf } = authenticate;
  const context = async (request: FastifyRequest) => contextOf(request);
  const throughApolloServer = fastifyApolloHandler(apollo, { context });
  // Options of @fastify/compress, for routes whose responses may hold PHI. Node.js 20 has no Zstandard.
  const compression = config.server.compressPhi ? { compress: { encodings: ENCODINGS } } : {};
  app.route({
    ...compression,
    method: config.server.get ? ['GET', 'POST'] : ['POST'],
    url: '/graphql',
    // HEAD would execute and record the operation, for a body that is not sent.
    exposeHeadRoute: false,
    onRequest: [loadShedding.onRequest, authenticate.forOperation],
    preHandler: [refuseForeignForms, loadShedding.preHandler],
    handler:
      execute === null
        ? throughApolloServer
        : createDirectHandler({
            execute,
            documents,
            knownDocuments,
            throughApolloServer,
            contextOf,
            onRefusal,
            onAnswer,
          }),
  });
  if (reports !== null)
    app.route({
      ...compression,
      method: 'POST',
      url: '/admin/graphql',
      onRequest: authenticate.forReport,
      handler: fastifyApolloHandler(reports, { context }),
    });
  if (exports !== null) routeExport(app, { exports, authenticate, compression, onAnswer });
  if (breakGlass !== null)
    routeBreakGlass(app, { breakGlass, authenticate, denyCaller, onRefusal, onAnswer });
  if (signIns !== null) routeSignOut(app, { signIns, authenticate, onAnswer });
  if (console !== null) await routeConsole(app, console, readConsole());
  if (options.development !== null) await routeGraphiql(app, options.development);
}

/** In the order of preference. */
const ENCODINGS: ('br' | 'gzip')[] = ['br', 'gzip'];

/** https://www.rfc-editor.org/rfc/rfc7517#section-8.5.2 */
const JWKS_TYPE = 'application/jwk-set+json';
