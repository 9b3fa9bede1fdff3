import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createDiagnosisPicker } from '../../../../schema/health/claims/diagnoses.ts';
import type { PickDiagnoses } from '../../../../schema/health/claims/diagnoses.ts';
import { CLAIMS_PLAN } from '../../../../schema/health/claims/plan.ts';
import { openDatabase } from '../../../../schema/sqlite/open-database.ts';

describe('the diagnoses of a claim in the example data', () => {
  const db = openDatabase(':memory:');
  let pick: PickDiagnoses;

  beforeAll(() => {
    db.exec(CLAIMS_PLAN.tables);
    const add = db.prepare('INSERT INTO diagnosis_texts VALUES (NULL, ?, ?)');
    add.run('59621000', 'Hypertension');
    add.run('59621000', 'Hypertension');
    add.run('local-1', 'Aftercare');
    add.run('local-1', 'Aftercare of depression');
    add.run('local-2', 'Cocaine found');
    pick = createDiagnosisPicker(db);
  });

  afterAll(() => {
    db.close();
  });

  const CODES = '59621000 local-1 370143000 local-2 7200002 never-seen';

  it('have the text of a condition with the same code, or null if no condition has it', () => {
    expect(pick(CODES, 'general')).toEqual([
      { code: '59621000', description: 'Hypertension' },
      { code: 'never-seen', description: null },
    ]);
  });

  it('count as mental health by their code or by any text of the code', () => {
    expect(pick(CODES, 'mental-health').map(({ code }) => code)).toEqual(['local-1', '370143000']);
  });

  it('count as substance use by their code or by any text of the code', () => {
    expect(pick(CODES, 'substance-use').map(({ code }) => code)).toEqual(['local-2', '7200002']);
  });

  it('are empty for a claim without diagnoses', () => {
    expect(pick('', 'general')).toEqual([]);
  });
});
