/** The largest file that is read: all of it is in memory at once. */
export const MAX_DIGEST_BYTES = 536_870_912;

/** SHA-256 of a file's content, in hex. The file does not leave the browser. Rejects if it can't be read. */
export async function digestFile(file: File): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
