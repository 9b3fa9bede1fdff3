import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { compose } from '../../../../schema/compose.ts';
import { HEAD } from '../../../support/compose-subgraphs.ts';
import { freePort } from '../../../support/free-port.ts';
import { runPhiGateway } from '../../../support/run-phi-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-requires-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GOODS = `${HEAD}
type Query { book: Book }
type Book @key(fields: "id") { id: ID! price(currency: String!): Int @phi @role(anyOf: ["physician"]) }
`;
const totals = (other: string): string => `${HEAD}
type Book @key(fields: "id") {
  id: ID!
  price(currency: String!): Int @external
  usd: Int @requires(fields: "price(currency: \\"USD\\")")
  other: Int @requires(fields: "price(currency: \\"${other}\\")")
}
`;

writeFileSync(join(folder, 'goods.graphql'), GOODS);
writeFileSync(join(folder, 'totals.graphql'), totals('EUR'));
const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const key = { ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'ES256' };
writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [key] }));
// A supergraph from another tool that does not refuse them.
writeFileSync(join(folder, 'supergraph.graphql'), otherToolsSupergraph());

function otherToolsSupergraph(): string {
  const composed = compose(
    Object.entries({ goods: GOODS, totals: totals('USD') }).map(([name, sdl]) => ({
      name,
      url: `http://127.0.0.1:1/${name}`,
      sdl,
    })),
  );
  if (!composed.ok) throw new Error('the graph with equal arguments does not compose');
  const field = /(other: Int @join__field\([^)]*price\(currency: \\"+)USD/;
  const edited = composed.supergraphSdl.replace(field, '$1EUR');
  if (edited === composed.supergraphSdl) throw new Error('the supergraph was not edited');
  return edited;
}

const SUBGRAPHS = ['goods.graphql', 'totals.graphql'];
const asFlags = SUBGRAPHS.flatMap((file) => ['--subgraph', file]);
const SERVE =
  '--issuer https://id.example --audience phi --jwks jwks.json --reach physician=all --audit-db audit.db'.split(
    ' ',
  );
const sources = ['goods', 'totals'].flatMap((name) => [
  '--subgraph',
  `${name}=http://127.0.0.1:1/${name}`,
  '--subgraph-sdl',
  `${name}=${name}.graphql`,
]);

describe('two @requires that need one field with different arguments', () => {
  it.each<[string, readonly string[], number]>([
    ['check', ['check', ...SUBGRAPHS], 1],
    ['explain', ['explain', 'Book.usd', ...asFlags], 1],
    ['matrix', ['matrix', ...asFlags], 1],
    ['serve with subgraphs', ['serve', ...sources, ...SERVE], 1],
    ['explain with a supergraph', ['explain', 'Book.usd', '--supergraph', 'supergraph.graphql'], 1],
    ['matrix with a supergraph', ['matrix', '--supergraph', 'supergraph.graphql'], 1],
    ['diff with supergraphs', ['diff', 'supergraph.graphql', 'supergraph.graphql'], 2],
    [
      'serve with a trusted supergraph',
      ['serve', '--supergraph', 'supergraph.graphql', '--trust-supergraph', ...SERVE],
      1,
    ],
    [
      'serve with a supergraph and its subgraphs',
      ['serve', '--supergraph', 'supergraph.graphql', ...sources, ...SERVE],
      1,
    ],
  ])(
    'are refused with REQUIRES_CONFLICT and the names of both computed fields by the command: %s',
    async (_command, args, code) => {
      const port = args[0] === 'serve' ? ['--port', String(await freePort())] : [];
      const ended = await runPhiGateway([...args, ...port], folder);
      expect(ended).toMatchObject({ code });
      const text = `${ended.out}${ended.err}`;
      expect(text).toContain('REQUIRES_CONFLICT');
      expect(text).toContain('Book.usd');
      expect(text).toContain('Book.other');
      expect(text).not.toMatch(/^ {4}at /m);
    },
  );
});
