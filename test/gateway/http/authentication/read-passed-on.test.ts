import { describe, expect, it } from '@jest/globals';
import { createReadPassedOn } from '../../../../gateway/http/authentication/read-passed-on.ts';
import { subgraphSchema } from '../../../../gateway/pipeline/execution/subgraph-config.ts';
import { graphSchema } from '../../../../gateway/pipeline/supergraph/graph-config.ts';

const client = { tokenUrl: 'https://id.example/', clientId: 'a', clientSecret: { file: 's' } };

/** Reads what a request with these header lines passes on. */
function read(
  headersDistinct: Readonly<Record<string, string[]>>,
  {
    own = {},
    forwardHeaders = ['cookie', 'x-tenant'],
    httpVersionMajor = 1,
    isSampled = false,
  }: {
    own?: object;
    forwardHeaders?: readonly string[];
    httpVersionMajor?: number;
    isSampled?: boolean;
  } = {},
) {
  const subgraphs = [{ name: 'a', url: 'https://a.example/', ...own }];
  const subgraph = subgraphSchema('').parse({ forwardHeaders });
  const readPassedOn = createReadPassedOn({
    graph: graphSchema('').parse({ subgraphs }),
    subgraph,
  });
  return readPassedOn({ headersDistinct, httpVersionMajor }, isSampled);
}

describe('what a request passes on to subgraphs', () => {
  it.each([false, true])(
    'is the same if no header is configured as if the request lacks those that are (sampled: %s)',
    (isSampled) => {
      const request = { authorization: ['Bearer a.b.c'], cookie: ['a=1', 'b=2'] };
      const [nothing, absent] = [[], ['x-tenant']].map((forwardHeaders) => {
        const { accessToken, ...rest } = read(request, { forwardHeaders, isSampled });
        return { ...rest, accessToken: accessToken() };
      });
      expect(nothing).toEqual(absent);
      expect(absent).toEqual({ headers: new Map(), accessToken: null, isSampled });
    },
  );

  it('includes the access token only if some subgraph is configured with tokenExchange', () => {
    const request = { authorization: ['Bearer a.b.c'] };
    expect(read(request).accessToken()).toBeNull();
    const own = { credentials: { tokenExchange: client } };
    expect(read(request, { own }).accessToken()).toBe('a.b.c');
    expect(read({ authorization: ['DPoP  a.b.c'] }, { own }).accessToken()).toBe('a.b.c');
  });

  it('shows no access token when it is printed as JSON', () => {
    const own = { credentials: { tokenExchange: client } };
    const passedOn = read({ authorization: ['Bearer a.b.c'] }, { own });
    expect(JSON.stringify(passedOn)).not.toContain('a.b.c');
  });

  it('joins the cookie lines of HTTP/2; two cookie lines of HTTP/1.1, or two lines of another header, are refused with BAD_REQUEST', () => {
    const cookies = { cookie: ['a=1', 'b=2'] };
    const { headers } = read(cookies, { httpVersionMajor: 2 });
    expect([...headers]).toEqual([['cookie', 'a=1; b=2']]);
    expect(() => read(cookies)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
    expect(() => read({ 'x-tenant': ['a', 'b'] }, { httpVersionMajor: 2 })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });
});
