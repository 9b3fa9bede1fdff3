import { z } from 'zod/mini';

const ANSWER = z.object({
  data: z.optional(z.unknown()),
  errors: z.optional(
    z.array(
      z.object({
        extensions: z.optional(
          z.object({ code: z.optional(z.string()), executed: z.optional(z.boolean()) }),
        ),
      }),
    ),
  ),
});

/**
 * What a GraphQL server answers: its data, and the code of each error; `EXECUTED` among them where what was asked
 * was done for all that. Null for anything else.
 */
export function parseAnswer(
  text: string,
): { readonly data: unknown; readonly codes: readonly string[] } | null {
  try {
    const tree: unknown = JSON.parse(text);
    const { data, errors = [] } = ANSWER.parse(tree);
    const codes = errors.flatMap(({ extensions: { code = 'UNKNOWN', executed = false } = {} }) =>
      executed ? ['EXECUTED', code] : [code],
    );
    return { data, codes };
  } catch {
    return null;
  }
}
