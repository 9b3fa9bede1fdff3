import { describe, expect, it } from '@jest/globals';
import { ITALIAN } from '../../../../schema/lint/vocabulary/it.ts';
import { PORTUGUESE } from '../../../../schema/lint/vocabulary/pt.ts';
import { SPANISH } from '../../../../schema/lint/vocabulary/es.ts';
import { TURKISH } from '../../../../schema/lint/vocabulary/tr.ts';
import { usedLanguages } from '../../../../schema/lint/vocabulary/used-languages.ts';
import type { Vocabulary } from '../../../../schema/lint/vocabulary/vocabulary.ts';
import { VIETNAMESE } from '../../../../schema/lint/vocabulary/vi.ts';
import { wordsOf } from '../../../../schema/lint/words.ts';

describe('the languages that a schema uses', () => {
  it.each<[string, string, readonly Vocabulary[]]>([
    ['two words of a language do not suffice', 'cognome nascita', []],
    ['three do', 'cognome nascita indirizzo', [ITALIAN]],
    ['one for a patient does', 'paziente', [ITALIAN]],
    ['a word for a patient in two languages counts for both', 'paciente', [SPANISH, PORTUGUESE]],
    ['a word for a patient that is one for users elsewhere does not', 'utente', []],
    [
      'three that a language has of which more words occur do not',
      'cognome nascita indirizzo medico telefono farmaco',
      [ITALIAN],
    ],
    [
      'plurals of Spanish are not Italian',
      'apellido fecha nombre enfermedad valores totales comunes',
      [SPANISH],
    ],
    ['Turkish words count with their suffixes', 'reçetesi doğumTarihi doktorları', [TURKISH]],
    ['syllables of Vietnamese count', 'benhNhan hoTen ngaySinh', [VIETNAMESE]],
    ['English words do not', 'song hang than sang art last code cap note ten', []],
  ])('%s', (_rule, names, languages) => {
    expect(usedLanguages(new Set(wordsOf(names)))).toEqual(languages);
  });
});
