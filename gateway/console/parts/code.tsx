/** A code in words, with the code as its tooltip; an unknown code as it is. */
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
