import { z } from 'zod';
import { auditSchema } from './audit-schema.ts';
import { authorizationSchema } from './authorization-schema.ts';
import { breakGlassSchema } from './break-glass-schema.ts';
import { consoleSchema } from './console-schema.ts';
import { deidentificationSchema } from './deidentification-schema.ts';
import { graphSchema } from './graph-schema.ts';
import { identitySchema } from './identity-schema.ts';
import { limitsSchema } from './limits-schema.ts';
import { relationshipsSchema } from './relationships-schema.ts';
import { purposeSchema } from './purpose-schema.ts';
import { serverSchema } from './server-schema.ts';
import { subgraphSchema } from './subgraph-schema.ts';
import { flag, keySource, oneOf } from './values.ts';

/**
 * The shape of the configuration file; relative paths in it start at `folder`.
 *
 * Every message says what must stand there, never what stands there: a value may be a secret.
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
    pseudonymKey: keySource(folder).nullable().default(null),
    deidentification: deidentificationSchema(folder),
    limits: limitsSchema(),
    introspection: flag().default(false),
    audit: auditSchema(folder),
    admin: z.strictObject({ console: consoleSchema() }).prefault({}),
    subgraph: subgraphSchema(folder),
    log: z
      .strictObject({ level: oneOf(['debug', 'info', 'warn', 'error', 'silent']).default('info') })
      .prefault({}),
  });
}
