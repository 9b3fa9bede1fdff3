import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates, unmarkedPhi } from '../../../support/unmarked-phi.ts';

describe('the lint of abbreviations', () => {
  it.each([
    ['dob', 'DATE', 'dob'],
    ['mrn', 'RECORD_NUMBER', 'mrn'],
    ['ptName', 'NAME', 'pt name'],
    ['dx', 'CLINICAL', 'dx'],
    ['rxNumber', 'OTHER_ID', 'rx number'],
    ['hba1c', 'CLINICAL', 'hba1c'],
    ['bp', 'CLINICAL', 'bp'],
    ['spo2', 'CLINICAL', 'spo2'],
    ['spO2', 'CLINICAL', 'spo2'],
    ['ndc', 'CLINICAL', 'ndc'],
    ['cpt', 'CLINICAL', 'cpt'],
    ['addr1', 'GEOGRAPHY', 'addr'],
    ['acctNo', 'ACCOUNT', 'acct no'],
  ])('is sure of %s in a record (%s)', (name, category, phrase) => {
    const sdl = `type Query { p: Patient } type Patient { visits: [Visit] } type Visit { ${name}: String }`;
    expect(unmarkedPhi(sdl)).toMatchObject([
      {
        coordinate: `Visit.${name}`,
        evidence: {
          confidence: 'high',
          signs: [`it is named "${phrase}"`, 'Visit is reached from Patient.visits'],
        },
        suggestion: { categories: [category] },
      },
    ]);
  });

  it.each([
    ['Pt', 'OTHER_ID', 'Pt is named for a patient'],
    ['Dx', 'CLINICAL', 'Dx is named for health information'],
    ['Rx', 'CLINICAL', "Rx is named for a part of a patient's record"],
  ])('reads the type %s (%s)', (type, category, sign) => {
    const sdl = `type Query { p: Patient x: ${type} } type Patient { a: Boolean } type ${type} { quux: String }`;
    expect(unmarkedPhi(sdl)).toMatchObject([
      {
        coordinate: `${type}.quux`,
        evidence: { signs: expect.arrayContaining([sign]) },
        suggestion: { categories: [category] },
      },
    ]);
  });

  it('reads rx as health information, but not in software of another kind', () => {
    const sdl =
      'type Query { p: Patient } type Patient { rx: String visits: [Visit] } type Visit { rx: String }';
    const found = unmarkedPhi(sdl);
    expect(found.map(({ coordinate }) => coordinate)).toEqual(['Patient.rx', 'Visit.rx']);
    for (const { suggestion, evidence } of found) {
      expect(suggestion?.categories).toEqual(['CLINICAL']);
      expect(evidence?.confidence).toBe('medium');
    }
    const network =
      'type Query { me: User } type User { email: String links: [Link] } type Link { rx: Int tx: Int }';
    expect(unmarkedCoordinates(network)).toEqual([]);
  });

  it('takes an npi for the number of a provider, not of a patient', () => {
    const sdl =
      'type Query { p: Patient } type Patient { visits: [Visit] } type Visit { npi: String referringNpi: String quux: String }';
    expect(unmarkedCoordinates(sdl)).toEqual(['Visit.quux']);
  });
});
