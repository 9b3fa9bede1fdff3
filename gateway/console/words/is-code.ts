/** Whether a text is a key of a table of words, such as `OPEN` in `CASE_STATE_WORDS`. */
export function isCode<Code extends string>(
  words: Readonly<Record<Code, unknown>>,
  text: string,
): text is Code {
  return Object.hasOwn(words, text);
}
