import { z } from 'zod/mini';

const FIELD = z.object({
  field: z.nullable(
    z.object({
      coordinate: z.string(),
      rule: z.string(),
      categories: z.array(z.string()),
      sources: z.array(z.string()),
      views: z.array(z.object({ role: z.string(), view: z.string() })),
    }),
  ),
});

/** What a field needs, by the policy in force. */
export type FieldPolicy = NonNullable<z.infer<typeof FIELD>['field']>;

export const FIELD_QUESTION = {
  document: `query Field($coordinate: String!) {
    field(coordinate: $coordinate) { coordinate rule categories sources views { role view } }
  }`,
  parse: (data: unknown): FieldPolicy | null => FIELD.parse(data).field,
};
