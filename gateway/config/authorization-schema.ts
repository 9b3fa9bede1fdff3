import { z } from 'zod';
import { bearerToken, mapOf, oneOf, pathIn, privateUrl, text, whole } from './values.ts';

/** `authorization`: which patients a role reaches, and who sees what no mark speaks of. */
export function authorizationSchema(folder: string) {
  const reachForms = 'all, self, care-team, { self: claim } or { list: claim }';
  const reach = z.union(
    [
      z.enum(['all', 'care-team']).transform((kind) => ({ kind })),
      z.literal('self').transform(() => ({ kind: 'self' as const, claim: null })),
      z
        .strictObject({ self: text('the path of a claim') })
        .transform((value) => ({ kind: 'self' as const, claim: value.self })),
      z
        .strictObject({ list: text('the path of a claim') })
        .transform((value) => ({ kind: 'list' as const, claim: value.list })),
    ],
    { error: `must be ${reachForms}` },
  );

  return z
    .strictObject({
      reach: mapOf(reach, `a mapping of roles to ${reachForms}`).prefault({}),
      defaultRoles: z.array(text('a role'), { error: 'must be a list of roles' }).default([]),
      unmarked: oneOf(['allow', 'deny']).default('allow'),
      mode: oneOf(['filter', 'reject', 'dry-run']).default('filter'),
      unreached: oneOf(['hide', 'error']).default('hide'),
      rules: z
        .strictObject({
          module: pathIn(folder, 'a module that exports graphql-shield rules'),
          timeoutMs: whole(1, 60_000).default(1_000),
        })
        .nullable()
        .default(null),
      policies: z
        .strictObject({
          url: privateUrl('a decision point'),
          token: bearerToken().nullable().default(null),
          timeoutMs: whole(10, 30_000).default(1_000),
          cacheSeconds: whole(0, 300).default(10),
        })
        .nullable()
        .default(null),
    })
    .prefault({});
}
