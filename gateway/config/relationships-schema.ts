import { resolve } from 'node:path';
import { z } from 'zod';
import { bearerToken, flag, mapOf, privateUrl, text, whole } from './values.ts';

/**
 * `relationships`: who tells whether a caller treats a patient, and what a patient denies. Either an
 * operation sent to a subgraph, or a decision point.
 */
export function relationshipsSchema(folder: string) {
  const operation = operationSource(folder);
  return z
    .strictObject({
      subgraph: text('the name of a subgraph').optional(),
      operation: operation.optional(),
      variables: mapOf(claim, 'a mapping of variables to claims').optional(),
      url: privateUrl('a decision point').optional(),
      token: bearerToken().optional(),
      claims: mapOf(claim, 'a mapping of names to claims').optional(),
      timeoutMs: whole(10, 30_000).default(1_000),
      cacheSeconds: whole(0, 300).default(10),
      consent: flag().default(false),
    })
    .transform(({ timeoutMs, cacheSeconds, consent, ...given }, context) => {
      const source = sourceOf(given, (path, message) =>
        context.addIssue({ code: 'custom', path, message }),
      );
      return source === null ? z.NEVER : { source, timeoutMs, cacheSeconds, consent };
    })
    .nullable()
    .default(null);
}

/** An operation, as it stands there or in a file. */
export function operationSource(folder: string) {
  return z
    .string({ error: OPERATION })
    .min(1, { error: OPERATION })
    .transform((value) =>
      /^\s*query\b/.test(value)
        ? { kind: 'text' as const, text: value }
        : { kind: 'file' as const, path: resolve(folder, value) },
    );
}

const OPERATION = 'must be the path of a GraphQL file, or a text that starts with query';
const claim = text('the path of a claim');

interface Given {
  readonly subgraph?: string | undefined;
  readonly operation?: OperationSource | undefined;
  readonly variables?: ReadonlyMap<string, string> | undefined;
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly claims?: ReadonlyMap<string, string> | undefined;
}

/** Where an operation stands. */
export type OperationSource =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'file'; readonly path: string };

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
