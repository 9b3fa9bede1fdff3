/** Whether to color the output: the stream is a terminal, and the user has not disabled colors. https://no-color.org */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return (
    stream.isTTY === true &&
    (environment['NO_COLOR'] ?? '') === '' &&
    environment['TERM'] !== 'dumb'
  );
}
