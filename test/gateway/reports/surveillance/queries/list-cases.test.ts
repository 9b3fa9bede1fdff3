import { expect, it } from '@jest/globals';
import type { CaseFilter } from '../../../../../gateway/reports/catalog/case-filter.ts';
import type { CaseNode } from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { matchesCase } from '../../../../../gateway/reports/surveillance/queries/list-cases.ts';

const ASSIGNED = [
  { id: '1-0', assignee: 'otto', assigneeIssuer: 'https://id.test' },
  { id: '2-0', assignee: 'otto', assigneeIssuer: 'https://portal.test' },
  { id: '3-0', assignee: 'olga', assigneeIssuer: 'https://portal.test' },
  { id: '4-0', assignee: null, assigneeIssuer: null },
] as readonly Partial<CaseNode>[] as readonly CaseNode[];

it.each<readonly [CaseFilter, readonly string[]]>([
  [{ assignee: 'otto' }, ['1-0', '2-0']],
  [{ assignee: 'otto', assigneeIssuer: 'https://portal.test' }, ['2-0']],
  [{ assigneeIssuer: 'https://portal.test' }, ['2-0', '3-0']],
  [{ assignee: 'olga', assigneeIssuer: 'https://id.test' }, []],
])('a filter of cases by the account %j finds those assigned to it', (filter, ids) => {
  const found = ASSIGNED.filter((node) => matchesCase(node, filter));
  expect(found.map(({ id }) => id)).toEqual(ids);
});
