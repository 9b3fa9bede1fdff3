import { z } from 'zod/mini';
import type { RecordProof } from '../proof/prove-record.ts';

const RECORD = z.object({
  record: z.nullable(
    z.object({
      leaf: z.number(),
      json: z.string(),
      path: z.array(z.string()),
      checkpoint: z.string(),
    }),
  ),
});

/** A record as it was hashed, and what shows that it is in the ledger. */
export const RECORD_QUESTION = {
  document: 'query Record($leaf: Int!) { record(leaf: $leaf) { leaf json path checkpoint } }',
  parse: (data: unknown): RecordProof | null => RECORD.parse(data).record,
};

/** Its JSON with a line a value, for people; as it stands where it is none. */
export function readableJson(json: string): string {
  try {
    const tree: unknown = JSON.parse(json);
    return JSON.stringify(tree, null, 2);
  } catch {
    return json;
  }
}
