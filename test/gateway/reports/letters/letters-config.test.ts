import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { styleOf } from '../../../support/letters/sample-letters.ts';
import { configSection } from '../../../support/config-section.ts';

const { folder, problems, load } = configSection(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks }] }
audit: { db: ledger.db, key: keys/k, guard: keys/g }
`);
const refused = (letters: string) => problems(`admin: { roles: [a], letters: ${letters} }`);

describe('the configuration section admin.letters', () => {
  it('by default writes letters in English and UTC on the paper of their law, without letterhead, by the law of the United States', () => {
    expect(load('admin: { roles: [a] }').admin?.letters).toEqual({
      hospital: null,
      timeZone: 'UTC',
      language: 'en',
      paper: null,
      standard: 'hipaa',
      staff: 'name',
      words: { en: new Map(), es: new Map() },
      breakGlassNotice: false,
    });
  });

  it.each([
    ['hipaa', 'letter'],
    ['ehds', 'A4'],
    ['uk', 'A4'],
    ['germany', 'A4'],
  ])('with the standard %s prints on %s unless it names the paper', (standard, paper) => {
    expect(styleOf({ standard }).paper).toBe(paper);
    expect(styleOf({ standard, paper: 'letter' }).paper).toBe('letter');
  });

  it('reads the logo when the gateway starts', () => {
    const png = Buffer.from('89504e470d0a1a0a00', 'hex');
    writeFileSync(join(folder, 'logo.png'), png);
    const { admin } = load(
      'admin: { roles: [a], letters: { hospital: { name: H, logo: logo.png } } }',
    );
    expect(admin?.letters.hospital?.logo).toEqual({
      mediaType: 'image/png',
      base64: png.toString('base64'),
    });
  });

  it('names every problem: a missing logo, a logo that is no image or too large, an unknown zone, language, paper or law', () => {
    writeFileSync(join(folder, 'logo.svg'), '<svg/>');
    writeFileSync(join(folder, 'large.png'), Buffer.alloc(500_001));
    const logo = (file: string) => refused(`{ hospital: { name: H, logo: ${file} } }`);
    expect(logo('none.png')).toEqual([
      "admin.letters.hospital.logo: the file can't be read. Fix the path or its permissions",
    ]);
    expect(logo('logo.svg')).toEqual([
      'admin.letters.hospital.logo: the file is not a PNG or JPEG image. Convert it',
    ]);
    expect(logo('large.png')).toEqual([
      'admin.letters.hospital.logo: the file has more than 500 kB. Make the image smaller',
    ]);
    expect(
      refused(
        '{ timeZone: Mars/Olympus, language: fr, paper: A5, standard: x, staff: y, breakGlassNotice: 1 }',
      ),
    ).toEqual([
      'admin.letters.timeZone: is not a time zone (IANA) that this Node.js knows. Name one such as America/New_York',
      'admin.letters.language: must be one of en, es',
      'admin.letters.paper: must be one of letter, A4',
      'admin.letters.standard: must be one of hipaa, ehds, uk, germany',
      'admin.letters.staff: must be one of name, role, department',
      'admin.letters.breakGlassNotice: must be true or false',
    ]);
    expect(refused('{ words: { es: { nurse: 1 }, de: {} } }')).toEqual([
      'admin.letters.words.es.nurse: must be a word',
      'admin.letters.words.de: is not known. Remove it or fix its spelling',
    ]);
  });
});
