import { describe, expect, it } from '@jest/globals';
import {
  inflectDutch,
  inflectItalian,
  inflectTurkish,
} from '../../../../schema/lint/vocabulary/inflections.ts';

describe('the other forms of a phrase', () => {
  it.each([
    ['afspraak', 'afspraken'],
    ['brief', 'brieven'],
    ['ziekenhuis', 'ziekenhuizen'],
    ['zwangerschap', 'zwangerschappen'],
    ['recept', 'recepten'],
    ['allergie', 'allergieen'],
    ['ziekte', 'ziekten'],
  ])('Dutch %s has the plural %s', (phrase, plural) => {
    expect(inflectDutch(phrase)).toEqual([plural]);
  });

  it('leaves out Dutch plurals with an s, which every word loses', () => {
    expect(inflectDutch('bewoner')).toEqual([]);
  });

  it.each([
    ['cartella clinica', 'cartelle cliniche'],
    ['piano di cura', 'piani di cura'],
    ['farmaco', 'farmaci'],
    ['psicologo', 'psicologi'],
    ['chirurgo', 'chirurghi'],
    ['laboratorio', 'laboratori'],
    ['allergia', 'allergie'],
    ['fisioterapista', 'fisioterapisti'],
    ['diagnosi', 'diagnosi'],
  ])('Italian %s has the plural %s', (phrase, plural) => {
    expect(inflectItalian(phrase)).toContain(plural);
  });

  it.each([
    ['ilaç', ['ilaçlar', 'ilaçlari', 'ilaçi']],
    ['reçete', ['reçeteler', 'reçeteleri', 'reçetesi']],
    ['hastalık', ['hastalıklar', 'hastalıklari', 'hastalıgi']],
    ['doktor', ['doktorlar', 'doktorlari', 'doktoru']],
  ])('Turkish %s has a plural and the forms of what someone has', (phrase, forms) => {
    expect(inflectTurkish(phrase)).toEqual(expect.arrayContaining(forms));
  });
});
