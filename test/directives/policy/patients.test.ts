import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

describe('a @patient path', () => {
  it.each(['mrn', 'true', '1', '["mrn"]'])('is refused where it is no text: %s', (id) => {
    const document = parse(`${HEAD}type Query { t: T } type T @patient(id: ${id}) { mrn: ID }`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'MARK_INVALID', coordinate: 'T' },
    ]);
  });

  it('is refused where it names nothing, of a type without fields too', () => {
    const document = parse(`${HEAD}type Query { t: T } type T @patient`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'PATIENT_PATH_INVALID', coordinate: 'T' },
    ]);
  });
});
