/** The system's own code of an error of a file or directory, such as `ENOSPC`, or null for any other error. */
export function fileFault(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' ? code : null;
}
