import { z } from 'zod';
import { mapOf, oneOf, text } from './values.ts';

/** `authorization`: which patients a role reaches, and who sees what no mark speaks of. */
export function authorizationSchema() {
  const reachError =
    'must be all, self, or { self: claim } (care-team and the like come with a later version)';
  const reach = z.union(
    [
      z.literal('all').transform(() => ({ kind: 'all' as const })),
      z.literal('self').transform(() => ({ kind: 'self' as const, claim: null })),
      z
        .strictObject({ self: text('the path of a claim') })
        .transform((value) => ({ kind: 'self' as const, claim: value.self })),
    ],
    { error: reachError },
  );

  return z
    .strictObject({
      reach: mapOf(reach, 'a mapping of roles to all, self, or { self: claim }').prefault({}),
      defaultRoles: z.array(text('a role'), { error: 'must be a list of roles' }).default([]),
      unmarked: oneOf(['allow', 'deny']).default('allow'),
    })
    .prefault({});
}
