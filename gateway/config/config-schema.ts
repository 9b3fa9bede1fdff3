import { z } from 'zod';
import { authorizationSchema } from '../access/authorization-config.ts';
import { breakGlassSchema } from '../access/break-glass/break-glass-config.ts';
import { identitySchema } from '../access/identity/identity-config.ts';
import { purposeSchema } from '../access/purpose/purpose-config.ts';
import { relationshipsSchema } from '../access/relationships/relationships-config.ts';
import { auditSchema } from '../audit/audit-config.ts';
import { serverSchema } from '../http/server-config.ts';
import { documentsSchema } from '../pipeline/documents/documents-config.ts';
import { subgraphSchema } from '../pipeline/execution/subgraph-config.ts';
import { limitsSchema } from '../pipeline/limits/limits-config.ts';
import { graphSchema } from '../pipeline/supergraph/graph-config.ts';
import { secretKey } from '../platform/secret-key.ts';
import { flag, oneOf } from '../platform/setting-types.ts';
import { adminSchema } from '../reports/admin-config.ts';
import { deidentificationSchema } from './deidentification-config.ts';
import { lintSchema } from './lint-config.ts';

/**
 * The schema of the configuration file; relative paths in it start at `folder`. Parsing reads the files that hold
 * keys, operations and small areas.
 *
 * A message says what a value must be, never what it is: it may be a secret.
 */
export function configSchema(folder: string) {
  return z.strictObject({
    server: serverSchema(folder),
    graph: graphSchema(folder),
    identity: identitySchema(folder),
    authorization: authorizationSchema(folder),
    relationships: relationshipsSchema(folder),
    purpose: purposeSchema(),
    breakGlass: breakGlassSchema(folder),
    pseudonymKey: secretKey(folder)
      .nullable()
      .default(null)
      .describe('Key of the pseudonyms, at least 32 bytes. Null: every pseudonym is null.'),
    deidentification: deidentificationSchema(folder),
    limits: limitsSchema(folder),
    documents: documentsSchema(folder),
    introspection: flag()
      .default(false)
      .describe('Whether callers may query the schema; each sees the part that they may use.'),
    development: flag()
      .default(false)
      .describe(
        'Development mode, for clients on this machine only: GraphiQL at `/graphiql` as any role, introspection, and the messages of GraphQL and of subgraphs in errors. It accepts tokens of `phi-gateway issuer`, and is on the record. Never for real data.',
      ),
    audit: auditSchema(folder),
    admin: adminSchema(folder),
    subgraph: subgraphSchema(folder),
    lint: lintSchema(folder),
    log: z
      .strictObject({
        level: oneOf(['debug', 'info', 'warn', 'error', 'silent'])
          .default('info')
          .describe('Lowest level that is logged.'),
      })
      .prefault({})
      .describe("The gateway's own log."),
  });
}
