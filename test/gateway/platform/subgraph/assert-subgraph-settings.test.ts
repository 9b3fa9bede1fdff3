import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { subgraphSchema } from '../../../../gateway/pipeline/execution/subgraph-config.ts';
import { graphSchema } from '../../../../gateway/pipeline/supergraph/graph-config.ts';
import { SettingsError } from '../../../../gateway/platform/errors.ts';
import { assertSubgraphSettings } from '../../../../gateway/platform/subgraph/assert-subgraph-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-subgraph-settings-'));
afterAll(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'token'), 'abc', { mode: 0o600 });

/** The problems of a configuration with one subgraph. */
function problems(own: object, shared: object = {}): readonly string[] {
  const subgraphs = [{ name: 'labs', url: 'https://labs.example/', ...own }];
  const graph = graphSchema(folder).parse({ subgraphs });
  try {
    assertSubgraphSettings({ graph, subgraph: subgraphSchema(folder).parse(shared) });
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

const TOKEN = { bearer: { file: 'token' } };
const client = { tokenUrl: 'https://id.example/token', clientId: 'gateway' };

describe('the settings of subgraphs', () => {
  it('have no problem if the files that they name can be used', () => {
    expect(problems({ credentials: TOKEN, headers: { 'x-key': { file: 'token' } } })).toEqual([]);
  });

  it('are refused with the path of each setting whose file cannot be read, of one subgraph and of all subgraphs', () => {
    const missing = `${join(folder, 'missing')}: the file can't be read. Fix the path or its permissions.`;
    const own = {
      headers: { 'x-key': { file: 'missing' } },
      credentials: { clientCredentials: { ...client, clientSecret: { file: 'missing' } } },
    };
    const shared = { credentials: { bearer: { file: 'missing' } }, tls: { ca: 'missing' } };
    expect(problems(own, shared)).toEqual([
      `graph.subgraphs[0].headers.x-key: ${missing}`,
      `graph.subgraphs[0].credentials.clientCredentials.clientSecret.file: ${missing}`,
      `subgraph.tls.ca: ${missing}`,
      `subgraph.credentials.bearer.file: ${missing}`,
    ]);
  });

  it('are refused if forwardHeaders of all subgraphs names a header that headers or credentials of one subgraph set', () => {
    const forwardHeaders = ['x-key', 'authorization'];
    expect(problems({ headers: { 'x-key': 'a' }, credentials: TOKEN }, { forwardHeaders })).toEqual(
      [
        'subgraph.forwardHeaders: x-key is also in headers. Keep one.',
        'subgraph.forwardHeaders: authorization is also set by credentials. Keep one.',
      ],
    );
  });

  it('are refused if a subgraph over plain HTTP has the setting tls', () => {
    const subgraphs = [{ name: 'labs', url: 'http://127.0.0.1:1/', tls: { ca: 'ca.pem' } }];
    expect(graphSchema(folder).safeParse({ subgraphs }).error?.issues).toMatchObject([
      { path: ['subgraphs', 0, 'tls'], message: expect.stringContaining('https:// URL') },
    ]);
  });

  it('use the credentials of all subgraphs if a subgraph has none, and no credentials if those of the subgraph are null', () => {
    const shared = { credentials: { bearer: { file: 'missing' } } };
    expect(problems({}, shared)).toHaveLength(1);
    // Only without credentials may this header be forwarded.
    const forwardHeaders = ['authorization'];
    expect(problems({ forwardHeaders }, { credentials: TOKEN })).toHaveLength(1);
    expect(problems({ forwardHeaders, credentials: null }, { credentials: TOKEN })).toEqual([]);
  });

  it.each<[string, object, string]>([
    [
      'two kinds at once',
      { ...TOKEN, basic: { user: 'a', passwordFile: 'token' } },
      'must hold one of ',
    ],
    ['no kind', {}, 'must hold one of '],
    [
      'a client with neither a secret nor a key',
      { clientCredentials: client },
      'must have a clientSecret or a clientKey',
    ],
    [
      'a client with both a secret and a key',
      {
        clientCredentials: {
          ...client,
          clientSecret: { file: 'token' },
          clientKey: { file: 'token' },
        },
      },
      'has a clientSecret and a clientKey. Keep one',
    ],
    [
      'the gateway as actor without a token of its own',
      { tokenExchange: { ...client, clientSecret: { file: 'token' }, actor: 'gateway' } },
      'needs clientCredentials, whose token is sent',
    ],
    [
      'a token endpoint over plain HTTP',
      {
        clientCredentials: {
          ...client,
          tokenUrl: 'http://id.example/token',
          clientSecret: { file: 'token' },
        },
      },
      'must be an https:// URL: http:// is for loopback hosts only',
    ],
    [
      'a resource that is no URI',
      { clientCredentials: { ...client, clientSecret: { file: 'token' }, resource: 'labs' } },
      'must be an absolute URI',
    ],
    [
      'a user name with a colon',
      { basic: { user: 'a:b', passwordFile: 'token' } },
      'without a colon',
    ],
  ])('are refused if credentials have %s', (_what, credentials, message) => {
    const { error } = subgraphSchema(folder).safeParse({ credentials });
    expect(error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});
