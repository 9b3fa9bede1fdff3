import { describe, expect, it } from '@jest/globals';
import { parse, print } from 'graphql';
import { createPlanner } from '../../gateway/pipeline/execution/create-planner.ts';
import { clientSchema } from '../../schema/client-schema.ts';
import { withoutAccess } from '../../schema/without-access.ts';
import { composeSdl } from '../support/compose-subgraphs.ts';

const SPECS = 'https://specs.apollo.dev';

/** The supergraph of one subgraph that uses all three access-control directives, imported with the given link. */
function composedOf(link: string, names: readonly [string, string, string]) {
  const [authenticated, scoped, policy] = names;
  const composed = composeSdl({
    a: `extend schema ${link}
      type Query { a: Int @${authenticated} b: Int @${scoped}(scopes: [["x"]]) e: E s: S i: I }
      enum E @${policy}(policies: [["p"]]) { A } scalar S @${scoped}(scopes: [["s"]])
      interface I { f: Int } type P implements I @${authenticated} { f: Int @${policy}(policies: [["p"]]) }`,
  });
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  return composed;
}

const { supergraphSdl: IMPORTED, policy } = composedOf(
  `@link(url: "${SPECS}/federation/v2.9", import: ["@authenticated", "@requiresScopes", "@policy"])`,
  ['authenticated', 'requiresScopes', 'policy'],
);

describe('removing access control directives from a supergraph', () => {
  it.each<[string, string]>([
    ['imported', IMPORTED],
    [
      'renamed',
      composedOf(
        `@link(url: "${SPECS}/federation/v2.9", import: [{ name: "@authenticated", as: "@known" }, { name: "@requiresScopes", as: "@policy" }, { name: "@policy", as: "@rule" }])`,
        ['known', 'policy', 'rule'],
      ).supergraphSdl,
    ],
    [
      'under a namespace',
      composedOf(`@link(url: "${SPECS}/federation/v2.9", as: "fed")`, [
        'fed__authenticated',
        'fed__requiresScopes',
        'fed__policy',
      ]).supergraphSdl,
    ],
    [
      'linked as separate specifications',
      composedOf(
        `@link(url: "${SPECS}/federation/v2.9") @link(url: "${SPECS}/authenticated/v0.1") @link(url: "${SPECS}/requiresScopes/v0.1") @link(url: "${SPECS}/policy/v0.1")`,
        ['authenticated', 'requiresScopes', 'policy'],
      ).supergraphSdl,
    ],
    [
      'linked with renamed types by another composition',
      IMPORTED.replaceAll('requiresScopes__Scope', 'TheScope')
        .replaceAll('policy__Policy', 'rules__Policy')
        .replaceAll('@policy(', '@rules(')
        .replace(
          'requiresScopes/v0.1",',
          'requiresScopes/v0.1", import: [{ name: "Scope", as: "TheScope" }, "@requiresScopes"],',
        )
        .replace('policy/v0.1",', 'policy/v0.1", as: "rules",'),
    ],
  ])(
    'leaves a supergraph that can be planned and shown to clients, with directives %s',
    async (_how, sdl) => {
      expect(sdl.match(/for: SECURITY/g)).toHaveLength(3);
      const text = print(withoutAccess(parse(sdl)));
      expect(text).not.toMatch(/authenticated|requiresScopes|Scope|olicy|known|rule|SECURITY\)/);
      expect(text).toContain(`@link(url: "${SPECS}/join/v0.5", for: EXECUTION)`);
      const planner = await createPlanner({ supergraphSdl: sdl, policy });
      expect(Object.keys(planner.schema.getQueryType()?.getFields() ?? {})).toHaveLength(5);
      await planner.close();
      const shown = Object.keys(clientSchema(sdl).getTypeMap());
      expect(shown.filter((name) => /Scope|Policy/.test(name))).toEqual([]);
    },
  );

  it('returns the same document if no access control specification is linked', () => {
    const document = parse('type Query { a: Int @policy(policies: [["p"]]) }');
    expect(withoutAccess(document)).toBe(document);
  });

  it.each([
    [`${SPECS}/policy/v0.1`, `${SPECS}/policy/v0.2`],
    [`${SPECS}/authenticated/v0.1`, `${SPECS}/authenticated/v1.0`],
    [`${SPECS}/requiresScopes/v0.1`, 'https://example.com/requiresScopes/v0.1'],
    [`${SPECS}/policy/v0.1`, `${SPECS}/context/v0.1`],
  ])(
    'leaves an unknown version or specification to be refused as unsupported by the client schema and the planner: %s replaced by %s',
    async (from, to) => {
      const sdl = IMPORTED.replace(from, to);
      expect(sdl).not.toBe(IMPORTED);
      expect(() => clientSchema(sdl)).toThrow(/is for: SECURITY but is unsupported/);
      await expect(createPlanner({ supergraphSdl: sdl, policy })).rejects.toThrow(/unsupported/);
    },
  );
});
