import { printSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';

/**
 * How each value of some answers would look in a text that holds it. A short one, or one that could be a
 * piece of a hash, is looked for as a whole JSON string. Left out are words of the schema, which may stand
 * anywhere, and ids of records, which a ledger has to name.
 */
export function tracesOf(answers: readonly unknown[], schema: GraphQLSchema): ReadonlySet<string> {
  const vocabulary = printSchema(schema).toLowerCase();
  const traces = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
    else if (typeof value === 'string' || typeof value === 'number') {
      const text = String(value);
      if (text.length < 3 || UUID.test(text) || vocabulary.includes(text.toLowerCase())) return;
      traces.add(text.length < 5 || LIKE_A_HASH.test(text) ? JSON.stringify(text) : text);
    }
  };
  answers.forEach(collect);
  return traces;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LIKE_A_HASH = /^[0-9a-f]{1,9}$/i;
