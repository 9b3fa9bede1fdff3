import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';
import { startPlainSubgraph } from '../support/plain-subgraph.ts';
import type { PlainSubgraph } from '../support/plain-subgraph.ts';
import { startGateway } from '../support/stack-gateway.ts';
import { startIssuer } from '../support/stack-issuer.ts';
import type { StackIssuer } from '../support/stack-issuer.ts';

const NOTES = `type Query { notes: [Note!] } type Note { id: ID! text: String ownerId: String }`;

/** Outside of the repository, as an operator's module is: no `node_modules` lies in or above it. */
const folder = mkdtempSync(join(tmpdir(), 'phi-rules-'));
let issuer: StackIssuer;
let notes: PlainSubgraph;

beforeAll(async () => {
  issuer = await startIssuer();
  notes = await startPlainSubgraph(NOTES, {
    Query: {
      notes: () => [
        { id: '1', text: 'mine', ownerId: 'me' },
        { id: '2', text: 'yours', ownerId: 'you' },
      ],
    },
  });
});

afterAll(async () => {
  await Promise.all([notes.close(), issuer.close()]);
  rmSync(folder, { recursive: true });
});

/** The notes that the caller `me` sees with a rules module. */
async function notesWith(module: string, text: string): Promise<unknown> {
  writeFileSync(join(folder, module), text);
  const gateway = await startGateway(folder, module, {
    server: { port: 0 },
    graph: { subgraphs: [{ name: 'notes', url: notes.url }] },
    authorization: { rules: { module: `./${module}` } },
    identity: {
      issuers: [
        {
          issuer: issuer.issuer,
          audience: issuer.audience,
          jwks: issuer.jwksUrl,
          algorithms: ['ES256'],
        },
      ],
    },
    audit: { db: join(folder, `${module}.db`) },
  });
  try {
    const token = issuer.token('me');
    const { data } = await gateway.ask(token, { query: '{ notes { id text } }' });
    expect(gateway.log()).not.toMatch(/warning/i);
    return data?.['notes'];
  } finally {
    await gateway.kill();
  }
}

const MINE = [
  { id: '1', text: 'mine' },
  { id: '2', text: null },
];

describe('a custom rules module outside the repository', () => {
  it('with the example in docs/custom-rules.md hides the text of the notes that the caller does not own', async () => {
    const page = readFileSync(packageFile('docs/custom-rules.md'), 'utf8');
    const example = /```js\n(\s*import \{ rule \}[^`]*)```/.exec(page)?.[1] ?? '';
    expect(example).toContain("from 'phi-gateway/rules'");
    expect(await notesWith('rules.js', example)).toEqual(MINE);
  });

  it('can import and combine all constructors of phi-gateway/rules', async () => {
    const text = `
      import { allow, and, chain, deny, inputRule, not, or, race, rule } from 'phi-gateway/rules';
      const isOwner = rule()(({ ownerId }, args, { caller }) => ownerId === caller.subject);
      const joined = and(or(isOwner, deny), chain(allow, isOwner), race(deny, isOwner), not(deny));
      const isInputRule = typeof inputRule === 'function';
      export default { Note: { text: { rule: isInputRule ? joined : deny, requires: '{ ownerId }' } } };
    `;
    expect(await notesWith('words.mjs', text)).toEqual(MINE);
  });
});
