/** A code in words; the code itself when pointed at. One that isn't known stands as it is. */
export function Code({
  code,
  words,
}: {
  readonly code: string | null;
  readonly words: ReadonlyMap<string, string>;
}) {
  if (code === null) return <span className="faint">not stated</span>;
  const text = words.get(code);
  return text === undefined ? <code>{code}</code> : <span title={code}>{text}</span>;
}
