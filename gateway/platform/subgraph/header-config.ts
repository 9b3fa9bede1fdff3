import { z } from 'zod';
import { STATEMENT_FIELD } from '../../../schema/subgraph/request-signature.ts';
import { mapOf, pathIn } from '../setting-types.ts';

/** A header's value, or the file that holds it. */
export type HeaderValue =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'file'; readonly path: string };

/** `headers`: sent with each request to a subgraph. */
export function headersSchema(folder: string) {
  const value = z.union(
    [
      z
        .string()
        .regex(FIELD_VALUE)
        .transform((given): HeaderValue => ({ kind: 'text', value: given })),
      z
        .strictObject({ file: pathIn(folder, 'a header') })
        .transform(({ file }): HeaderValue => ({ kind: 'file', path: file })),
    ],
    { error: 'must be a text of visible ASCII, or { file: PATH } with such a text' },
  );
  return mapOf(value, 'a mapping of header names to values').transform(
    (headers, context): ReadonlyMap<string, HeaderValue> => {
      const named = new Map<string, HeaderValue>();
      for (const [written, each] of headers) {
        const name = written.toLowerCase();
        const problem = named.has(name) ? 'is there twice' : problemOfValue(name);
        if (problem === null) named.set(name, each);
        else context.addIssue({ code: 'custom', path: [written], message: problem });
      }
      return named;
    },
  );
}

/** `forwardHeaders`: names of headers that are passed on as the client sent them. */
export function forwardHeadersSchema() {
  return z
    .array(z.string({ error: 'must be the name of a header' }), {
      error: 'must be a list of header names',
    })
    .transform((names, context) =>
      names.flatMap((written, index) => {
        const name = written.toLowerCase();
        const problem = problemOf(name);
        if (problem === null) return [name];
        context.addIssue({ code: 'custom', path: [index], message: problem });
        return [];
      }),
    )
    .transform((names): readonly string[] => [...new Set(names)]);
}

/** Whether a text can be sent as a header's value: visible ASCII, with blanks inside. */
export function isFieldValue(value: string): boolean {
  return FIELD_VALUE.test(value);
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-5.5, without bytes of other encodings. */
const FIELD_VALUE = /^[!-~](?:[\t -~]*[!-~])?$/;
/** https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;

/** Of a header with a value of its own. `credentials` checks and renews what it sets. */
function problemOfValue(name: string): string | null {
  return name === 'authorization' ? 'is set by credentials. Use them instead' : problemOf(name);
}

function problemOf(name: string): string | null {
  if (!TOKEN.test(name)) return 'is not the name of a header';
  const isReserved = OF_GATEWAY.has(name) || OF_CONNECTION.has(name) || STATED.test(name);
  return isReserved ? 'is a header that the gateway or the connection sets. Remove it' : null;
}

/** What the gateway itself states to subgraphs, and what only it may read of a client. */
const OF_GATEWAY: ReadonlySet<string> = new Set([
  STATEMENT_FIELD,
  'content-digest',
  'dpop',
  'repr-digest',
  'signature',
  'signature-input',
  'traceparent',
  'x-break-glass',
  'x-purpose-of-use',
  'x-request-id',
]);

/** What belongs to one connection or one body: https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'max-forwards',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'range',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Statements about the client's connection, which only trusted proxies make, and about certificates. */
const STATED = /^(?:forwarded|via|x-forwarded-.*|x-real-ip|client-cert(?:-chain)?)$/;
