import { describe, expect, it } from '@jest/globals';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import { rulesOf } from '../../../directives/operation/own-rules.ts';

const BEFORE = { requires: [] };
const ON_OBJECT = { requires: [['owner', 'id']] };
const RULES = new Map([[memberCoordinate('Lab', 'text'), [BEFORE, ON_OBJECT]]]);
const AT = { type: 'Lab', field: 'text' };

describe('the rules of a field', () => {
  it('are decided on its object where they read it, and before anything is fetched otherwise', () => {
    expect(rulesOf(RULES, AT, 'object')).toEqual([ON_OBJECT]);
    expect(rulesOf(RULES, AT, 'nothing')).toEqual([BEFORE]);
  });

  it('are none where the operator wrote none', () => {
    expect(rulesOf(RULES, { type: 'Lab', field: 'id' }, 'object')).toEqual([]);
  });
});
