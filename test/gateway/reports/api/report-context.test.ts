import { describe, expect, it } from '@jest/globals';
import { openContext } from '../../../../gateway/reports/api/report-context.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const ROLES = { reviewers: ['officer'], patients: [], directory: [], thresholds: [] };

describe('the record of a request for reports', () => {
  it('names no patient "(erased)", "(missing)" or "(changed)", which stand in place of an id', () => {
    const { asked } = openContext(contextOf(callerOf(['officer'])), ROLES);
    asked.read('events', { rows: 1, patient: '(erased)' });
    asked.deny('Query.events', '(missing)');
    asked.addPatients(['(changed)', 'p1']);
    expect(asked.facts().patients).toEqual(['p1']);
  });
});
