/** Words that each English sentence has some of, and Spanish none. */
export const ENGLISH_WORDS =
  /\b(?:the|of|and|your|you|with|was|were|is|are|for|to|by|not|from|this|that|it|at|on|page|access|sign|show|record|reports?)\b/i;

/** All texts of a catalog by their paths. A message with parameters is called with numbers. */
export function messagesIn(catalog: object, path = ''): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(catalog) as [string, unknown][]) {
    const key = path === '' ? name : `${path}.${name}`;
    const message = typeof value === 'function' ? call(value) : value;
    if (typeof message === 'string') texts.set(key, message);
    else if (typeof message === 'object' && message !== null)
      for (const [each, text] of messagesIn(message, key)) texts.set(each, text);
  }
  return texts;
}

function call(message: unknown): unknown {
  return (message as (...parameters: readonly number[]) => unknown)(2, 3, 4);
}
