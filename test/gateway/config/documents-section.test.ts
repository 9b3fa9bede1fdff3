import { describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareStart } from '../../../gateway/config/start/prepare-start.ts';
import { configSection } from '../../support/config-section.ts';

const { folder, load, problems } = configSection(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json }] }
authorization: { reach: { physician: all } }
`);

describe('the documents section', () => {
  it('by default has the mode off, no manifest and no registered documents', () => {
    expect(load('').documents).toEqual({
      mode: 'off',
      roles: new Map(),
      manifests: [],
      everySeconds: 30,
      automatic: false,
      planAhead: 500,
    });
  });

  it('takes manifests from files, with paths relative to the folder of the configuration, and from URLs', () => {
    const { manifests } = load(
      'documents: { manifests: [a.json, "https://b.example/c.json"] }',
    ).documents;
    expect(manifests).toEqual([
      { kind: 'file', path: join(folder, 'a.json') },
      { kind: 'url', url: 'https://b.example/c.json' },
    ]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      'an unknown mode',
      '{ mode: strict, manifests: [a.json] }',
      ['documents.mode: must be one of off, log, enforce'],
    ],
    [
      'an unknown mode for a role',
      '{ roles: { physician: on }, manifests: [a.json] }',
      ['documents.roles.physician: must be one of off, log, enforce'],
    ],
    [
      'a misspelled role',
      '{ roles: { physican: off }, manifests: [a.json] }',
      [
        'documents.roles.physican: neither authorization.reach nor purpose.roles names "physican". Fix its spelling, or give it a reach',
      ],
    ],
    [
      'enforced documents without a manifest',
      '{ mode: enforce }',
      [
        'documents.manifests: must list a manifest: without one, no document passes the modes log and enforce',
      ],
    ],
    [
      'documents that are enforced for a role, without a manifest',
      '{ roles: { physician: enforce } }',
      [
        'documents.manifests: must list a manifest: without one, no document passes the modes log and enforce',
      ],
    ],
    [
      'a URL over plain HTTP',
      '{ manifests: ["http://b.example/c.json"] }',
      [
        'documents.manifests[0]: must be an https:// URL (http:// on loopback only) or a file with a manifest of documents',
      ],
    ],
  ])('with %s is refused with one line that has the path and the fix', (_what, yaml, lines) => {
    expect(problems(`documents: ${yaml}`)).toEqual(lines);
  });

  it('with manifests that cannot be read or are not valid is refused at the start with a problem for each of these manifests', async () => {
    writeFileSync(join(folder, 'cut.json'), '{');
    writeFileSync(join(folder, 'good.json'), '{}');
    const { documents } = load('documents: { manifests: [cut.json, none.json, good.json] }');
    const read = { validSections: { documents }, problems: new Map<string, string>() };
    expect((await prepareStart(read, () => Promise.resolve(null))).problems).toEqual([
      { path: 'documents.manifests[0]', text: 'is not JSON. Generate it anew' },
      { path: 'documents.manifests[1]', text: 'cannot be read. Fix the path' },
    ]);
  });
});
