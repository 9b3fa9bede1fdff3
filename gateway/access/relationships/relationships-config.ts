import { z } from 'zod';
import {
  bearerToken,
  claimPath,
  flag,
  mapOf,
  OPERATION,
  operationText,
  privateUrl,
  text,
  whole,
  type Settings,
} from '../../platform/setting-types.ts';

export type RelationshipsConfig = NonNullable<Settings<typeof relationshipsSchema>>;

/**
 * `relationships`: the source that says which patients a caller treats and what they deny: an operation sent to a
 * subgraph, or a decision point.
 */
export function relationshipsSchema(folder: string) {
  return z
    .strictObject({
      subgraph: text('the name of a subgraph')
        .optional()
        .describe('Name of the subgraph that the operation is sent to.'),
      operation: operationText(folder)
        .optional()
        .describe('GraphQL operation, in place or as the path of a file.'),
      variables: mapOf(claimPath(), 'a mapping of variables to claims')
        .optional()
        .describe('Variable of the operation → path of the claim that fills it.'),
      url: privateUrl('a decision point')
        .optional()
        .describe('URL of a decision point, in place of `subgraph` and `operation`.'),
      token: bearerToken().optional().describe('Bearer token for the decision point.'),
      claims: mapOf(claimPath(), 'a mapping of names to claims')
        .optional()
        .describe('Name → path of the claim that the decision point gets under it.'),
      timeoutMs: whole(10, 30_000)
        .default(1_000)
        .describe('Milliseconds that one request may take; a slower one denies.'),
      cacheSeconds: whole(0, 300)
        .default(10)
        .describe(
          'Seconds for which an answer is cached, and after which a change of care team or consent takes effect; 0 caches none.',
        ),
      consent: flag()
        .default(false)
        .describe(
          'Whether a patient that the source does not list is released to themselves only.',
        ),
    })
    .transform(({ timeoutMs, cacheSeconds, consent, ...given }, context) => {
      const source = sourceOf(given, (path, message) =>
        context.addIssue({ code: 'custom', path, message }),
      );
      return source === null ? z.NEVER : { source, timeoutMs, cacheSeconds, consent };
    })
    .nullable()
    .default(null)
    .describe('Source of care-team relationships and consent. Null disables it.');
}

interface Given {
  readonly subgraph?: string | undefined;
  readonly operation?: string | undefined;
  readonly variables?: ReadonlyMap<string, string> | undefined;
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly claims?: ReadonlyMap<string, string> | undefined;
}

function sourceOf(given: Given, refuse: (path: string[], message: string) => void) {
  const { subgraph, operation, url } = given;
  if (url === undefined) {
    if (subgraph === undefined && operation === undefined)
      refuse([], 'names no source. Give subgraph and operation, or url');
    else if (subgraph === undefined) refuse(['subgraph'], 'is required: which one is asked?');
    else if (operation === undefined) refuse(['operation'], `is required: it ${OPERATION}`);
    for (const key of ['token', 'claims'] as const)
      if (given[key] !== undefined) refuse([key], 'is for a decision point (url). Remove it');
    if (subgraph === undefined || operation === undefined) return null;
    const variables = given.variables ?? new Map<string, string>();
    return { kind: 'operation' as const, subgraph, operation, variables };
  }
  for (const key of ['subgraph', 'operation', 'variables'] as const)
    if (given[key] !== undefined) refuse([key], 'is for an operation, but url is given. Keep one');
  const claims = given.claims ?? new Map<string, string>();
  return { kind: 'decision-point' as const, url, token: given.token ?? null, claims };
}
