import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { compileSubgraphs } from '../../../directives/policy/compile-policy.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';

describe('a @patient path', () => {
  it('is refused where it names nothing, of a type without fields too', () => {
    const document = parse(`${HEAD}type Query { t: T } type T @patient`);
    expect(compileSubgraphs([{ name: 'a', document }]).problems).toMatchObject([
      { code: 'PATIENT_PATH_INVALID', coordinate: 'T' },
    ]);
  });
});
