import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import type { ReachConfig } from '../../../../gateway/access/authorization-config.ts';
import type { PurposeConfig } from '../../../../gateway/access/purpose/purpose-config.ts';
import type { RelationshipsConfig } from '../../../../gateway/access/relationships/relationships-config.ts';
import { smartSchema } from '../../../../gateway/access/smart/smart-config.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { identifyWith, sampleIssuer } from './sample-issuer.ts';

const { folder, issuer, token } = sampleIssuer();

describe('the caller of a request', () => {
  it('has the attributes that the configuration reads from the token and the connection, and no others', async () => {
    const identify = identifyWith([issuer()], {
      reach: new Map<string, ReachConfig>([
        ['patient', { kind: 'self', claim: null }],
        ['proxy', { kind: 'self', claim: 'child.id' }],
        ['family', { kind: 'self', claim: 'absent' }],
        ['physician', { kind: 'all' }],
      ]),
    });
    const caller = await identify(
      await token({
        roles: ['proxy', 'patient', 'family', 'patient', 'physician'],
        name: 'Ada',
        patient: 'p1',
        child: { id: 'p2' },
        jti: 't1',
        amr: ['pwd', 7, 'otp'],
        auth_time: 1_760_000_000,
        client_id: 'portal',
        organization: 'North',
        project: 'trial-7',
        scope: 'read:users  read:ssn',
        policies: ['on duty'],
      }),
    );
    expect(caller).toEqual({
      issuer: 'https://id.example',
      subject: 'ada',
      name: 'Ada',
      roles: ['family', 'patient', 'physician', 'proxy'],
      scopes: ['read:ssn', 'read:users'],
      policies: [],
      organization: 'North',
      tokenId: 't1',
      authMethods: ['pwd', 'otp'],
      authTime: 1_760_000_000_000,
      clientId: 'portal',
      address: '127.0.0.1',
      proxies: [],
      certificate: null,
      userAgent: 'test/1',
      patients: new Map([
        ['patient', ['p1']],
        ['proxy', ['p2']],
      ]),
      ownPatient: 'p1',
      claims: new Map(),
      purposes: null,
      project: 'trial-7',
      smart: null,
    });
    expect(Object.isFrozen(caller)).toBe(true);
  });

  const REACH = new Map<string, ReachConfig>([
    ['patient', { kind: 'self', claim: null }],
    ['proxy', { kind: 'self', claim: 'child' }],
    ['family', { kind: 'list', claim: 'dependants' }],
  ]);
  it.each([
    ['a trailing space', 'p1 '],
    ['a leading no-break space', '\u00a0p1'],
    ['a zero-width space', 'p\u200b1'],
    ['a control character', 'p\u00001'],
    ['decomposed letters', 'cafe\u0301'],
    ['more than 128 characters', 'p'.repeat(129)],
  ])(
    'is UNAUTHENTICATED if the patient claim or a claim that a role of the caller uses holds a patient id with %s; other claims are not read',
    async (_what, id) => {
      const identify = identifyWith([issuer()], { reach: REACH });
      for (const claims of [
        { roles: ['patient'], patient: id },
        { roles: ['physician'], patient: id },
        { roles: ['proxy'], child: id },
        { roles: ['family'], dependants: ['p1', id] },
      ])
        await expect(identify(await token(claims))).rejects.toMatchObject({
          code: 'UNAUTHENTICATED',
        });
      const unread = await identify(
        await token({ roles: ['patient'], child: id, dependants: [id] }),
      );
      expect(unread.patients.size).toBe(0);
    },
  );

  it('is UNAUTHENTICATED if the patient id does not match the configured pattern, and accepted if it does', async () => {
    const patientIds = { pattern: 'p[0-9]+', normalize: 'NFKC' } as const;
    const identify = identifyWith([issuer()], { reach: REACH, patientIds });
    const known = await identify(await token({ roles: ['patient'], patient: 'p12' }));
    expect(known.ownPatient).toBe('p12');
    for (const patient of ['P12', 'p12x', 'xp12', 'p', 'p12\n'])
      await expect(identify(await token({ patient }))).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      });
  });

  it('is UNAUTHENTICATED if the patient id is not in the configured normalization form, and accepted if it is', async () => {
    const bearer = await token({ patient: 'p１２' });
    const identifyIn = (normalize: 'NFC' | 'NFKC') =>
      identifyWith([issuer()], { patientIds: { pattern: null, normalize } })(bearer);
    expect((await identifyIn('NFC')).ownPatient).toBe('p１２');
    await expect(identifyIn('NFKC')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('is not a patient with namesPatients: false, not even for the relationship source, and has no claims for that source with namesStaff: false', async () => {
    const relationships: RelationshipsConfig = {
      source: {
        kind: 'decision-point',
        url: 'https://pdp.example',
        token: null,
        claims: new Map([
          ['practitioner', 'practitioner'],
          ['me', 'patient'],
          ['child', 'child'],
          ['ward', 'dependants'],
        ]),
      },
      timeoutMs: 1_000,
      cacheSeconds: 0,
      consent: true,
    };
    const bearer = await token({
      roles: ['patient', 'proxy', 'family'],
      patient: 'p1',
      child: 'p2',
      dependants: ['p3'],
      practitioner: 'd1',
    });
    const known = await identifyWith([issuer()], { reach: REACH, relationships })(bearer);
    expect([known.ownPatient, known.patients.size, known.claims.size]).toEqual(['p1', 3, 3]);
    const foreign = await identifyWith([issuer({ namesPatients: false })], {
      reach: REACH,
      relationships,
    })(bearer);
    expect([foreign.ownPatient, foreign.patients.size]).toEqual([null, 0]);
    // Under another claim name it would still reach the relationship source.
    expect(foreign.claims).toEqual(new Map([['practitioner', 'd1']]));
    const staff = await identifyWith([issuer({ namesStaff: false })], {
      reach: REACH,
      relationships,
    })(bearer);
    expect([staff.ownPatient, staff.patients.size, staff.claims.size]).toEqual(['p1', 3, 0]);
    const odd = await token({ roles: ['patient'], patient: 'p1 ' });
    await expect(
      identifyWith([issuer({ namesPatients: false })], { reach: REACH })(odd),
    ).resolves.toMatchObject({ ownPatient: null });
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['an empty string', ''],
    ['a number', 7],
    ['an object', { id: 'p1' }],
    ['a list', ['p1']],
  ])('is not a patient if the patient claim is %s', async (_what, patient) => {
    const identify = identifyWith([issuer()], { reach: REACH });
    const caller = await identify(await token({ roles: ['patient'], patient }));
    expect([caller.ownPatient, caller.patients.size]).toEqual([null, 0]);
  });

  const shared = new Map([
    ['practitioner', 'https://id.example/practitioner'],
    ['ward', 'place.ward'],
    ['badge', 'badge'],
  ]);
  it.each([
    { kind: 'operation', subgraph: 'visits', operation: 'query', variables: shared },
    { kind: 'decision-point', url: 'https://opa.example', token: null, claims: shared },
  ] as const)(
    'has only the claims that the relationship source ($kind) uses and that are strings',
    async (source) => {
      const identify = identifyWith([issuer()], {
        relationships: { source, timeoutMs: 1_000, cacheSeconds: 10, consent: false },
      });
      const { claims } = await identify(
        await token({
          'https://id.example/practitioner': 'dr-7',
          place: { ward: 'W3', room: '12' },
          badge: 17,
          ssn: '999-12-3456',
        }),
      );
      expect([...claims]).toEqual([
        ['practitioner', 'dr-7'],
        ['ward', 'W3'],
      ]);
    },
  );

  it("has only the roles to which the issuer's role map maps values of the token's roles claim", async () => {
    const map = new Map([['grp-17', 'physician']]);
    const identify = identifyWith([issuer({ roles: { claim: 'realm.groups', map } })]);
    const caller = await identify(
      await token({
        roles: ['admin'],
        realm: { groups: ['grp-17', 'physician', 'GRP-17', 'grp-1'] },
      }),
    );
    expect(caller.roles).toEqual(['physician']);
  });

  it.each<[string, Record<string, unknown>, readonly string[]]>([
    ['none without the claim', {}, []],
    ['one word', { scope: 'read:users' }, ['read:users']],
    ['words out of order with duplicates', { scope: 'b a b' }, ['a', 'b']],
    ['extra spaces', { scope: '  read:a   read:b ' }, ['read:a', 'read:b']],
    ['none for only spaces', { scope: '   ' }, []],
    ['none for an empty string', { scope: '' }, []],
    [
      'a list of strings, each a whole scope',
      { scope: ['read:a', 'read:b read:c'] },
      ['read:a', 'read:b read:c'],
    ],
    [
      'the strings in a list with other values',
      { scope: ['read:a', 7, null, ['read:b'], { read: 'c' }, ''] },
      ['read:a'],
    ],
    ['words in upper and lower case', { scope: 'Read:A read:a' }, ['Read:A', 'read:a']],
    ['none for a string with a control character', { scope: 'read:a\tread:b' }, []],
    ['none for an object', { scope: { 'read:a': true } }, []],
    ['none for a number', { scope: 7 }, []],
    ['none for true', { scope: true }, []],
    ['none for another claim', { scp: 'read:a', scopes: ['read:a'], Scope: 'read:a' }, []],
  ])(
    'has the scopes in the claim "scope", sorted and without duplicates: %s',
    async (_what, claims, scopes) => {
      const caller = await identifyWith([issuer()])(await token(claims));
      expect(caller.scopes).toEqual(scopes);
      expect(Object.isFrozen(caller.scopes)).toBe(true);
    },
  );

  it('has only the scopes in the claim that the issuer configures', async () => {
    const identify = identifyWith([issuer({ scopes: { claim: 'grants.scp' } })]);
    const caller = await identify(await token({ scope: 'read:all', grants: { scp: ['read:a'] } }));
    expect(caller.scopes).toEqual(['read:a']);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a list of strings', ['on duty', 'b', 'b'], ['b', 'on duty']],
    ['the strings in a list with other values', ['a', 7, null, {}], ['a']],
    ['no policies in a string', 'on duty', []],
    ['no policies in an object', { a: true }, []],
    ['no policies without the claim', undefined, []],
  ])('fulfills the policies that the configured claim lists: %s', async (_what, list, policies) => {
    const identify = identifyWith([issuer({ policies: { claim: 'fulfils' } })]);
    expect((await identify(await token({ fulfils: list }))).policies).toEqual(policies);
  });

  it('fulfills no policies if the issuer configures no claim for them', async () => {
    const caller = await identifyWith([issuer()])(
      await token({ policies: ['a'], policy: ['a'], null: ['a'] }),
    );
    expect(caller.policies).toEqual([]);
  });

  it.each<[string, unknown, readonly string[] | null]>([
    ['one purpose for a string', 'TREAT', ['TREAT']],
    ['one purpose for a string with a space', 'TREAT ETREAT', ['TREAT ETREAT']],
    [
      'one purpose for each string in a list',
      ['TREAT', 7, 'ETREAT', 'TREAT', {}],
      ['TREAT', 'ETREAT'],
    ],
    ['no allowed purpose for an empty list', [], []],
    ['no allowed purpose for an object', { code: 'TREAT' }, []],
    ['no restriction without the claim', undefined, null],
    ['no restriction for null', null, null],
  ])(
    'has the purposes of use in the configured claim, and no restriction if none is configured: %s',
    async (_what, claim, purposes) => {
      const purpose: PurposeConfig = {
        claim: 'ext.purpose_of_use',
        header: false,
        default: null,
        roles: new Map(),
        categories: new Map(),
      };
      const bearer = await token({ ext: { purpose_of_use: claim } });
      expect((await identifyWith([issuer()], { purpose })(bearer)).purposes).toEqual(purposes);
      expect((await identifyWith([issuer()])(bearer)).purposes).toBe(null);
    },
  );

  it('is accepted only if the token is signed with a key of exactly the issuer that the token names', async () => {
    const other = await generateKeyPair('ES256', { extractable: true });
    const path = join(folder, 'other.json');
    writeFileSync(
      path,
      JSON.stringify({ keys: [{ ...(await exportJWK(other.publicKey)), kid: 'k1' }] }),
    );
    const identify = identifyWith([
      issuer(),
      issuer({ issuer: 'https://b.example', jwks: { kind: 'file', path } }),
    ]);
    const fromB = await identify(await token({ iss: 'https://b.example' }, other.privateKey));
    expect(fromB.issuer).toBe('https://b.example');
    await expect(identify(await token({ iss: 'https://b.example' }))).rejects.toThrow(GatewayError);
    await expect(
      identify(await token({ iss: 'https://b.example/' }, other.privateKey)),
    ).rejects.toThrow(GatewayError);
  });
});

const named = (name: string) =>
  issuer({ issuer: name, roles: { claim: 'realm.roles', map: null } });

describe('the roles claim of an issuer', () => {
  it.each<[string, readonly Record<string, unknown>[], readonly number[]]>([
    ['is reported as missing, once, if the first token of the issuer lacks it', [{}, {}], [1]],
    [
      'is not reported as missing if the first token has it as an empty list, even if a later token lacks it',
      [{ realm: { roles: [] } }, {}],
      [],
    ],
  ])('%s', async (_title, tokens, expected) => {
    const missing: number[] = [];
    const identify = identifyWith([named('https://other.example'), named('https://id.example')], {
      onRolesMissing: (index) => void missing.push(index),
    });
    for (const [index, claims] of tokens.entries())
      await identify(await token({ ...claims, sub: `caller ${index}` }));
    expect(missing).toEqual(expected);
  });

  it('is not reported as missing if the issuer has a table of SMART scopes', async () => {
    const missing: number[] = [];
    const identify = identifyWith(
      [issuer({ roles: { claim: 'absent', map: null }, smart: smartSchema().parse({}) })],
      {
        onRolesMissing: (index) => void missing.push(index),
      },
    );
    await identify(await token());
    expect(missing).toEqual([]);
  });
});
