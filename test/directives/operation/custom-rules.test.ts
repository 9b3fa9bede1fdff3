import { describe, expect, it } from '@jest/globals';
import { memberCoordinate } from '../../../directives/coordinate.ts';
import { customRulesFor } from '../../../directives/operation/custom-rules.ts';

const BEFORE = { requires: [] };
const ON_OBJECT = { requires: [['owner', 'id']] };
const RULES = new Map([[memberCoordinate('Lab', 'text'), [BEFORE, ON_OBJECT]]]);
const AT = { type: 'Lab', field: 'text' };

describe('the custom rules of a field', () => {
  it('are chosen for the fetched object if they require fields of it, and for the check before the fetch otherwise', () => {
    expect(customRulesFor(RULES, AT, 'object')).toEqual([ON_OBJECT]);
    expect(customRulesFor(RULES, AT, 'nothing')).toEqual([BEFORE]);
  });

  it('are empty for a field without rules', () => {
    expect(customRulesFor(RULES, { type: 'Lab', field: 'id' }, 'object')).toEqual([]);
  });
});
