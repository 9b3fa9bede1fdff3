import { describe, expect, it } from '@jest/globals';
import {
  forwardHeadersSchema,
  headersSchema,
} from '../../../../gateway/platform/subgraph/header-config.ts';

const RESERVED = [
  'Host',
  'content-length',
  'Transfer-Encoding',
  'Connection',
  'upgrade',
  'accept-encoding',
  'phi-gateway-identity',
  'traceparent',
  'X-Request-Id',
  'x-break-glass',
  'x-purpose-of-use',
  'dpop',
  'signature-input',
  'content-digest',
  'x-forwarded-for',
  'X-Forwarded-Anything',
  'forwarded',
  'proxy-authorization',
  'client-cert',
];

describe('the names of headers for subgraphs', () => {
  it.each(RESERVED)('must not include %s, in headers or in forwardHeaders', (name) => {
    const message = 'is a header that the gateway or the connection sets. Remove it';
    const set = headersSchema('/').safeParse({ [name]: 'x' });
    const forwarded = forwardHeadersSchema().safeParse([name]);
    expect(set.error?.issues).toMatchObject([{ path: [name], message }]);
    expect(forwarded.error?.issues).toMatchObject([{ path: [0], message }]);
  });

  it.each(['', 'a b', 'a:', 'a\r\nb', 'é'])(
    'must not include %j, which is not a valid header name',
    (name) => {
      expect(headersSchema('/').safeParse({ [name]: 'x' }).success).toBe(false);
      expect(forwardHeadersSchema().safeParse([name]).success).toBe(false);
    },
  );

  it('may include authorization and cookie in forwardHeaders, but not authorization in headers', () => {
    expect(forwardHeadersSchema().parse(['Authorization', 'Cookie', 'cookie'])).toEqual([
      'authorization',
      'cookie',
    ]);
    const { error } = headersSchema('/').safeParse({ authorization: 'Bearer x' });
    expect(error?.issues).toMatchObject([{ message: 'is set by credentials. Use them instead' }]);
  });

  it('are refused if headers has one twice, in upper and lower case', () => {
    const { error } = headersSchema('/').safeParse({ 'X-Tenant': 'a', 'x-tenant': 'b' });
    expect(error?.issues).toMatchObject([{ path: ['x-tenant'], message: 'is there twice' }]);
  });
});

describe('the values of headers for subgraphs', () => {
  it('may be visible ASCII characters with spaces between them, or come from a file', () => {
    const headers = headersSchema('/').parse({ A: 'north wing', b: { file: 'b.key' } });
    expect([...headers]).toEqual([
      ['a', { kind: 'text', value: 'north wing' }],
      ['b', { kind: 'file', path: '/b.key' }],
    ]);
  });

  it.each(['', ' ', 'a\r\nb: c', 'a\0', 'é', ' a', 'a '])('are refused for %j', (value) => {
    expect(headersSchema('/').safeParse({ a: value }).success).toBe(false);
  });
});
