import { describe, expect, it } from '@jest/globals';
import { createReadPassedOn } from '../../../gateway/http/read-passed-on.ts';
import { subgraphSchema } from '../../../gateway/pipeline/execution/subgraph-config.ts';
import { graphSchema } from '../../../gateway/pipeline/supergraph/graph-config.ts';

const client = { tokenUrl: 'https://id.example/', clientId: 'a', clientSecret: { file: 's' } };

/** Reads what a request with these header lines passes on. */
function read(
  headersDistinct: Readonly<Record<string, string[]>>,
  { own = {}, httpVersionMajor = 1 }: { own?: object; httpVersionMajor?: number } = {},
) {
  const subgraphs = [{ name: 'a', url: 'https://a.example/', ...own }];
  const subgraph = subgraphSchema('').parse({ forwardHeaders: ['cookie', 'x-tenant'] });
  const readPassedOn = createReadPassedOn({
    graph: graphSchema('').parse({ subgraphs }),
    subgraph,
  });
  return readPassedOn({ headersDistinct, httpVersionMajor }, false);
}

describe('what a request passes on to subgraphs', () => {
  it('is the access token only if some subgraph gets another in exchange for it', () => {
    const request = { authorization: ['Bearer a.b.c'] };
    expect(read(request).accessToken()).toBeNull();
    const own = { credentials: { tokenExchange: client } };
    expect(read(request, { own }).accessToken()).toBe('a.b.c');
    expect(read({ authorization: ['DPoP  a.b.c'] }, { own }).accessToken()).toBe('a.b.c');
  });

  it('shows no access token when the context is printed', () => {
    const own = { credentials: { tokenExchange: client } };
    const passedOn = read({ authorization: ['Bearer a.b.c'] }, { own });
    expect(JSON.stringify(passedOn)).not.toContain('a.b.c');
  });

  it('has cookies in one line, which HTTP/2 may split and HTTP/1.1 may not', () => {
    const cookies = { cookie: ['a=1', 'b=2'] };
    const { headers } = read(cookies, { httpVersionMajor: 2 });
    expect([...headers]).toEqual([['cookie', 'a=1; b=2']]);
    expect(() => read(cookies)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
    expect(() => read({ 'x-tenant': ['a', 'b'] }, { httpVersionMajor: 2 })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });
});
