import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

describe('the id path of @patient', () => {
  it.each(['mrn', 'true', '1', '["mrn"]'])('is refused where it is not a string: %s', (id) => {
    const document = parse(`${HEAD}type Query { t: T } type T @patient(id: ${id}) { mrn: ID }`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'MARK_INVALID', coordinate: 'T' },
    ]);
  });

  it('is refused where it is missing on a type without fields', () => {
    const document = parse(`${HEAD}type Query { t: T } type T @patient`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'PATIENT_PATH_INVALID', coordinate: 'T' },
    ]);
  });
});
