/** Reads the body of a response, and throws if it is longer than `maxBytes`. */
export async function readBody({ body }: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    bytes += part.value.length;
    chunks.push(part.value);
    if (bytes <= maxBytes) continue;
    await reader?.cancel();
    throw new RangeError('the response is too long');
  }
  return Buffer.concat(chunks);
}
