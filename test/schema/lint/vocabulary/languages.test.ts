import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('lint reads names in six languages', () => {
  it.each<[string, string, string]>([
    ['Spanish', 'type Paciente { apellido: String }', 'Paciente.apellido'],
    ['Portuguese', 'type Paciente { data_nascimento: String }', 'Paciente.data_nascimento'],
    ['French', 'type Patient { dateDeNaissance: String }', 'Patient.dateDeNaissance'],
    ['Indonesian', 'type Pasien { tanggalLahir: String }', 'Pasien.tanggalLahir'],
    ['German', 'type Patient { geburtsdatum: String }', 'Patient.geburtsdatum'],
    [
      'a German compound',
      'type Patient { notfallkontaktname: String }',
      'Patient.notfallkontaktname',
    ],
    ['an umlaut as two letters', 'type Bewohner { ernaehrung: String }', 'Bewohner.ernaehrung'],
    ['an abbreviation of mixed case', 'type Patient { childDoB: String }', 'Patient.childDoB'],
  ])('reads %s', (_language, type, at) => {
    expect(unmarkedCoordinates(`type Query { p: ${type.split(' ')[1]} } ${type}`)).toEqual([at]);
  });

  it('reads a German compound that begins with a word for health', () => {
    const sdl =
      'type Query { p: Bewohner x: X } type Bewohner { a: Boolean } type X { diagnoseschluessel: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['X.diagnoseschluessel']);
  });

  it('does not take words that are English too for another language', () => {
    const sdl =
      'type Query { p: Patient } type Patient { notes: [Note] } type Note { scanner: Scanner } type Scanner { grade: Grade resume: String } type Grade { quux: String }';
    expect(unmarkedCoordinates(sdl)).toContain('Grade.quux');
  });

  it('takes the first noun of a Spanish type for what it is', () => {
    const sdl =
      'type Query { p: Paciente } type Paciente { tipo: TipoConsulta } type TipoConsulta { quux: String }';
    expect(unmarkedCoordinates(sdl)).toEqual([]);
  });
});
