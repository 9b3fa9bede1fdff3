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

/**
 * The traces that stand in a text as whole tokens. A piece of a longer token, such as of a UUID or a hash, isn't one:
 * the LOINC code 8462-4 stands by chance in some of them.
 */
export function tracesIn(text: string, traces: ReadonlySet<string>): readonly string[] {
  return [...traces].filter((trace) => {
    for (let at = text.indexOf(trace); at >= 0; at = text.indexOf(trace, at + 1)) {
      const before = text.charAt(at - 1) + trace.charAt(0);
      const after = trace.charAt(trace.length - 1) + text.charAt(at + trace.length);
      if (!WITHIN_TOKEN.test(before) && !WITHIN_TOKEN.test(after)) return true;
    }
    return false;
  });
}

const WITHIN_TOKEN = /^[\w-]{2}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LIKE_A_HASH = /^[0-9a-f]{1,9}$/i;
