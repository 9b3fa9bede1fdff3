import { describe, expect, it } from '@jest/globals';
import { noticeLetter } from '../../../../gateway/reports/letters/notice-letter.ts';
import { accessLetter } from '../../../../gateway/reports/letters/access-letter.ts';
import { NO_PEOPLE, type LetterPeople } from '../../../../gateway/reports/letters/letter-people.ts';
import type { LetterStyle } from '../../../../gateway/reports/letters/letter-style.ts';
import type { PatientAccess } from '../../../../gateway/reports/letters/read-accesses.ts';
import {
  ACCESS,
  ISSUED,
  pageOf,
  PEOPLE,
  START,
  styleOf,
  YEAR_MS,
} from '../../../support/letters/sample-letters.ts';

const PROGRAM = { ...ACCESS.actor, subject: 'export', name: 'Nightly export' };

const SUBJECT = { patient: 'p1', since: START - YEAR_MS, until: START + YEAR_MS };

function textOf(
  accesses: readonly Partial<PatientAccess>[],
  { style = styleOf(), people = PEOPLE }: { style?: LetterStyle; people?: LetterPeople } = {},
): string {
  const all = accesses.map((each) => ({ ...ACCESS, ...each }));
  return pageOf(accessLetter(all, { subject: SUBJECT, issued: ISSUED }, people, style)).text;
}

const notice = (accesses: readonly Partial<PatientAccess>[], language: 'en' | 'es' = 'en') =>
  pageOf(
    noticeLetter(
      accesses.map((each) => ({ ...ACCESS, ...each })),
      { subject: SUBJECT, issued: ISSUED },
      PEOPLE,
      styleOf({}, language),
    ),
  ).text;

describe('the notice of emergency access', () => {
  it('lists break-glass access alone, and explains it, in both languages', () => {
    const text = notice([{ isEmergency: true }, { at: START + YEAR_MS / 2 }]);
    expect(text).toContain(
      'your medical record at General Hospital was opened by emergency access',
    );
    expect(text).toContain('December 31, 2019: 6:00 PM CST');
    expect(text).not.toContain('2020: ');
    expect(notice([{ isEmergency: true }], 'es')).toContain('Aviso de acceso de urgencia');
  });

  it('says so if there was no emergency access', () => {
    expect(notice([{}])).toContain('There was no emergency access in this period.');
  });
});

describe('the access report as a letter', () => {
  it('lists person, times, content, purpose and relation of each access in plain words', () => {
    const text = textOf([{}]);
    for (const part of [
      'Nguyễn Thị Hằng, Surgeon, Καρδιολογία',
      'When December 31, 2019: 6:00 PM CST',
      'What was seen name, clinical information; in a de-identified form: dates',
      'Why Your treatment',
      'What permitted it Takes part in your care',
    ])
      expect(text).toContain(part);
  });

  it('joins the accesses of one account on one local day, and lists the newest day first', () => {
    const HOUR = 3_600_000;
    const text = textOf([{}, { at: START + HOUR }, { at: START + HOUR }, { at: START + 7 * HOUR }]);
    expect(text).toMatch(
      /January 1, 2020: 1:00 AM CST .*December 31, 2019: 6:00 PM CST, 7:00 PM CST/u,
    );
    expect(text).toContain('Access by others 4 times, in 2 entries');
  });

  it.each([
    ['name', 'Nguyễn Thị Hằng, Surgeon, Καρδιολογία'],
    ['role', ' Surgeon When'],
    ['department', ' Καρδιολογία When'],
  ])('names staff by %s as the configuration says', (staff, expected) => {
    const text = textOf([{}], { style: styleOf({ staff }) });
    expect(text).toContain(expected);
    expect(/Nguyễn|dr-7|Token Name/u.test(text)).toBe(staff === 'name');
  });

  it('shows neither name nor id of staff who are named by role or department if the directory is off', () => {
    const people = NO_PEOPLE;
    const byRole = textOf([{}], { people, style: styleOf({ staff: 'role' }) });
    expect(byRole).toContain(' physician When');
    const byDepartment = textOf([{}], { people, style: styleOf({ staff: 'department' }) });
    expect(byDepartment).toContain('A member of staff When');
    expect(byRole + byDepartment).not.toMatch(/dr-7|Token Name/u);
  });

  it('counts the access of the patient and does not list it', () => {
    const text = textOf([{ isOwn: true }, { isOwn: true }]);
    expect(text).toContain('There was no access to be listed.');
    expect(text).toContain('opened your record 2 times');
  });

  it('explains changes, emergency access and programs', () => {
    const text = textOf([
      { kind: 'changed', isEmergency: true, purpose: 'ETREAT', isProgram: true, actor: PROGRAM },
    ]);
    for (const part of [
      'A computer program of the hospital (Nightly export)',
      'Your record was changed.',
      'Emergency access was used.',
      'Why Emergency treatment',
    ])
      expect(text).toContain(part);
  });

  it.each([
    ['hipaa', '45 CFR 164.528', { hasReasons: true, hasAttempts: false }],
    ['ehds', 'Article 9 of Regulation', { hasReasons: false, hasAttempts: false }],
    ['uk', 'Article 15 of the UK GDPR', { hasReasons: true, hasAttempts: false }],
    ['germany', 'section 309 of Book V', { hasReasons: true, hasAttempts: true }],
  ])(
    'follows the preset %s: the law (%s), reasons and refused attempts, with staff by name',
    (standard, law, { hasReasons, hasAttempts }) => {
      const refused = { kind: 'refused', full: [], deidentified: [], relations: [] } as const;
      const text = textOf([{}, refused], { style: styleOf({ standard }) });
      expect(text).toContain(law);
      expect(text.includes('What permitted it')).toBe(hasReasons);
      expect(text).toContain(hasReasons ? 'what they saw, and why.' : 'when, and what they saw.');
      expect(text.includes('An attempt that was refused')).toBe(hasAttempts);
      expect(text).toContain('Surgeon');
      expect(text).toContain('Nguyễn');
    },
  );

  it('names an account that the directory knows as a person, though its client has the same name', () => {
    const text = textOf([{ isProgram: true }]);
    expect(text).toContain('Nguyễn Thị Hằng, Surgeon');
    expect(text).not.toContain('computer program');
  });

  it.each([{ language: 'en' as const }, { language: 'es' as const }])(
    'does not promise what was entered by hand, which it never lists, if the log begins later: $language',
    ({ language }) => {
      const issued = { ...ISSUED, ledger: { ...ISSUED.ledger, begins: START } };
      const style = styleOf({}, language);
      for (const compose of [accessLetter, noticeLetter]) {
        const { text } = pageOf(compose([ACCESS], { subject: SUBJECT, issued }, PEOPLE, style));
        expect(text).toMatch(
          /What happened before is not listed\.|Lo anterior no aparece en la lista\./,
        );
        expect(text).not.toMatch(/by hand|a mano/);
      }
    },
  );

  it('writes purposes without their codes', () => {
    expect(textOf([{ purpose: 'HRESCH' }])).toContain('Why Research What');
    expect(textOf([{ purpose: 'LOCAL' }])).toContain('Why LOCAL What');
  });

  it('names roles and departments as the hospital calls them in the language of the letter', () => {
    const words = { es: { Surgeon: 'Cirugía', physician: 'Personal médico' } };
    const style = styleOf({ words, staff: 'role' }, 'es');
    expect(textOf([{}], { style })).toContain(' Cirugía Cuándo');
    expect(textOf([{}], { style, people: NO_PEOPLE })).toContain(' Personal médico Cuándo');
    expect(textOf([{}], { style: styleOf({ words }) })).toContain('Surgeon');
  });

  it('is complete in Spanish', () => {
    const text = textOf([{ isEmergency: true }], { style: styleOf({}, 'es') });
    for (const part of ['Quién ha visto su historia clínica', 'Por qué Su tratamiento', 'urgencia'])
      expect(text).toContain(part);
  });
});
