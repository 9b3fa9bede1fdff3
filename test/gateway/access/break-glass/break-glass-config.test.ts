import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { configSection } from '../../../support/config-section.ts';
import { secretKey } from '../../../support/secret-key.ts';

const KEY = secretKey();
const { folder, load, problems } = configSection(
  `
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json }] }
authorization: { reach: { physician: self, nurse: self, billing: all } }
`,
  { KEY },
);

const SECRET = Buffer.from(secretKey('secret'), 'base64');
writeFileSync(join(folder, 'secret.key'), `${SECRET.toString('hex')}\n`, { mode: 0o600 });

describe('the breakGlass configuration', () => {
  it('is off by default', () => {
    expect(load('').breakGlass).toBe(null);
  });

  it('needs only roles and a key, keeps each role once, and has default values for the rest', () => {
    const { breakGlass } = load('breakGlass: { roles: [nurse, physician, nurse], key: "${KEY}" }');
    expect(breakGlass).toEqual({
      roles: ['nurse', 'physician'],
      minutes: 15,
      key: new Uint8Array(Buffer.from(KEY, 'base64')),
      purpose: null,
      startsPerHour: 10,
      alert: null,
    });
  });

  it('accepts a purpose, a number of minutes, starts per hour and an alert', () => {
    const { breakGlass } = load(`
breakGlass:
  roles: [nurse]
  minutes: 5
  key: "\${KEY}"
  purpose: ETREAT
  startsPerHour: 3
  alert: { url: "https://privacy.example/alerts?team=1", secret: { file: secret.key }, detail: full }
`);
    expect(breakGlass).toMatchObject({
      minutes: 5,
      purpose: 'ETREAT',
      startsPerHour: 3,
      alert: {
        url: 'https://privacy.example/alerts?team=1',
        secret: new Uint8Array(SECRET),
        detail: 'full',
      },
    });
  });

  const rest = 'key: "${KEY}"';
  it.each<[string, string, readonly RegExp[]]>([
    [
      'neither roles nor a key',
      '{}',
      [/^breakGlass.roles: must be a list/, /^breakGlass.key: must be/],
    ],
    ['no role', `{ roles: [], ${rest} }`, [/^breakGlass.roles: must name at least one role/]],
    [
      'a role without a reach',
      `{ roles: [nurse, doctor], ${rest} }`,
      [/^breakGlass.roles\[0\]: authorization.reach does not name "doctor". Fix its spelling/],
    ],
    [
      'a short key',
      '{ roles: [nurse], key: aHVudGVyMg== }',
      [/^breakGlass.key: must hold at least 32 bytes in base64 or hex. Make one with: openssl/],
    ],
    [
      'a key file that is missing',
      '{ roles: [nurse], key: { file: nowhere.key } }',
      [/^breakGlass.key: the file .*nowhere.key can't be read/],
    ],
    [
      'a duration of zero',
      `{ roles: [nurse], minutes: 0, ${rest} }`,
      [/^breakGlass.minutes: must be a whole number from 1 to 240/],
    ],
    [
      'an unknown purpose',
      `{ roles: [nurse], purpose: EMERGENCY, ${rest} }`,
      [/^breakGlass.purpose: must be a code of v3-PurposeOfUse/],
    ],
    [
      'an alert URL with plain HTTP',
      `{ roles: [nurse], ${rest}, alert: { url: "http://privacy.example/" } }`,
      [/^breakGlass.alert.url: must be an https/],
    ],
    [
      'a short alert secret',
      `{ roles: [nurse], ${rest}, alert: { url: "https://a.example/", secret: short } }`,
      [/^breakGlass.alert.secret: must hold at least 32 bytes/],
    ],
    [
      'an unknown alert detail',
      `{ roles: [nurse], ${rest}, alert: { url: "https://a.example/", detail: all } }`,
      [/^breakGlass.alert.detail: must be one of reference, full/],
    ],
    [
      'an unknown key',
      `{ roles: [nurse], ${rest}, hours: 1 }`,
      [/^breakGlass.hours: is not known/],
    ],
  ])(
    'is refused with an error at each faulty setting, and no error repeats the key: %s',
    (_what, section, expected) => {
      const lines = problems(`breakGlass: ${section}`);
      expect(lines).toHaveLength(expected.length);
      for (const line of expected) expect(lines).toContainEqual(expect.stringMatching(line));
      expect(lines.join('\n')).not.toContain('aHVudGVyMg==');
    },
  );

  it('is refused if one of its roles may not act for breakGlass.purpose, and accepted without breakGlass.purpose', () => {
    const roles = 'roles: { physician: [TREAT, ETREAT], nurse: [TREAT], billing: [HPAYMT] }';
    const section = `{ roles: [physician, nurse], ${rest}, purpose: ETREAT }`;
    expect(problems(`purpose: { ${roles} }\nbreakGlass: ${section}`)).toEqual([
      expect.stringMatching(/^purpose.roles.nurse: must hold ETREAT: breakGlass.purpose/),
    ]);
    const free = `{ roles: [physician, nurse], ${rest} }`;
    expect(problems(`purpose: { ${roles} }\nbreakGlass: ${free}`)).toEqual([]);
  });
});
