/** The system's code of a file error, such as `ENOSPC`; null for any other error. */
export function fileFault(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { code, syscall } = error as { readonly code?: unknown; readonly syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' ? code : null;
}
