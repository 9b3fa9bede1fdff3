import { z } from 'zod/mini';

const CLOSED_BY = z.object({
  leaf: z.number(),
  verdict: z.string(),
  reviewer: z.string(),
  reviewerName: z.nullable(z.string()),
  time: z.string(),
});

/** The review that closed a case which somebody else wanted to close. */
export type ClosedBy = z.infer<typeof CLOSED_BY>;

const ANSWER = z.object({
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

/**
 * What a GraphQL server answers: its data, and the code of each error; `EXECUTED` among them where what was asked
 * was done for all that. Null for anything else.
 */
export function parseAnswer(text: string): {
  readonly data: unknown;
  readonly codes: readonly string[];
  readonly closedBy: ClosedBy | null;
} | null {
  try {
    const tree: unknown = JSON.parse(text);
    const { data, errors = [] } = ANSWER.parse(tree);
    const codes = errors.flatMap(({ extensions: { code = 'UNKNOWN', executed = false } = {} }) =>
      executed ? ['EXECUTED', code] : [code],
    );
    const closedBy = errors.map(({ extensions }) => extensions?.closedBy).find(Boolean) ?? null;
    return { data, codes, closedBy };
  } catch {
    return null;
  }
}
