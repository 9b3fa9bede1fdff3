/** Whether a text is one of the codes that a table of words is keyed by. */
export function isCode<Code extends string>(
  words: Readonly<Record<Code, unknown>>,
  text: string,
): text is Code {
  return Object.hasOwn(words, text);
}
