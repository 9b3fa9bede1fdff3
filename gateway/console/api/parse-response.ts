import { z } from 'zod/mini';

const CLOSED_BY = z.object({
  leaf: z.number(),
  verdict: z.string(),
  reviewer: z.string(),
  reviewerName: z.nullable(z.string()),
  time: z.string(),
});

/** The review that closed a case before another reviewer could. */
export type ClosedBy = z.infer<typeof CLOSED_BY>;

const RESPONSE = z.object({
  data: z.optional(z.unknown()),
  errors: z.optional(
    z.array(
      z.object({
        extensions: z.optional(
          z.object({
            code: z.optional(z.string()),
            executed: z.optional(z.boolean()),
            closedBy: z.optional(CLOSED_BY),
          }),
        ),
      }),
    ),
  ),
});

/** A GraphQL response. */
export interface GraphqlResponse {
  readonly data: unknown;
  /** The code of each error. `EXECUTED` is added if the mutation was executed despite its error. */
  readonly codes: readonly string[];
  readonly closedBy: ClosedBy | null;
}

/** Parses the body of a GraphQL response; null for any other text. An error without a code has the code `UNKNOWN`. */
export function parseResponse(text: string): GraphqlResponse | null {
  try {
    const tree: unknown = JSON.parse(text);
    const { data, errors = [] } = RESPONSE.parse(tree);
    const codes = errors.flatMap(({ extensions: { code = 'UNKNOWN', executed = false } = {} }) =>
      executed ? ['EXECUTED', code] : [code],
    );
    const closedBy = errors.map(({ extensions }) => extensions?.closedBy).find(Boolean) ?? null;
    return { data, codes, closedBy };
  } catch {
    return null;
  }
}
