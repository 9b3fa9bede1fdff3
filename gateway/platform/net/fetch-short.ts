import { readBody } from './read-body.ts';

/** Fetches an answer and its whole body. Throws a RangeError if the body has more than `maxBytes`. */
export async function fetchShort(
  address: string,
  options: RequestInit,
  maxBytes: number,
): Promise<Response> {
  const response = await fetch(address, options);
  const { status, headers } = response;
  return new Response(await readBody(response, maxBytes), { status, headers });
}
