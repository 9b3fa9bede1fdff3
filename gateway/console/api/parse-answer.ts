import { z } from 'zod/mini';

const ANSWER = z.object({
  data: z.optional(z.unknown()),
  errors: z.optional(
    z.array(z.object({ extensions: z.optional(z.object({ code: z.optional(z.string()) })) })),
  ),
});

/** What a GraphQL server answers: its data, and the code of each error. Null for anything else. */
export function parseAnswer(
  text: string,
): { readonly data: unknown; readonly codes: readonly string[] } | null {
  try {
    const tree: unknown = JSON.parse(text);
    const { data, errors = [] } = ANSWER.parse(tree);
    return { data, codes: errors.map(({ extensions }) => extensions?.code ?? 'UNKNOWN') };
  } catch {
    return null;
  }
}
