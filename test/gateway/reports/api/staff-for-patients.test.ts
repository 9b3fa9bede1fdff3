import { describe, expect, it } from '@jest/globals';
import { openContext } from '../../../../gateway/reports/api/report-context.ts';
import {
  assertAsksOfStaff,
  edgesForCaller,
} from '../../../../gateway/reports/api/staff-for-patients.ts';
import type { Directory } from '../../../../gateway/reports/directory/create-directory.ts';
import type { StaffNaming } from '../../../../gateway/reports/letters/letter-standards.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';
import { DOCTOR } from '../../../support/letters/sample-letters.ts';

const ROLES = { reviewers: ['officer'], patients: ['patient'], directory: [], thresholds: [] };
const NODE = {
  actor: DOCTOR.subject,
  issuer: DOCTOR.issuer,
  actorKind: 'ACCOUNT',
  actorName: DOCTOR.name,
  roles: DOCTOR.roles,
} as const;

const open = (role: string) => openContext(contextOf(callerOf([role])), ROLES);

/** A directory that knows the department of each account, or does not answer. */
function directory(isDown = false): Pick<Directory, 'find' | 'argumentsOf'> {
  return {
    argumentsOf: () => ['Query.staff(ids:)'],
    find: ({ actors }) =>
      Promise.resolve({
        patients: [],
        actors: isDown
          ? []
          : actors.map((each) => ({ ...each, name: 'N', role: null, department: 'Cardiology' })),
        isComplete: !isDown,
      }),
  };
}

async function show(role: string, naming: StaffNaming, isDown = false) {
  const context = open(role);
  const options = { naming, directory: directory(isDown) };
  const [edge] = await edgesForCaller([{ cursor: 'c', node: NODE }], context, options);
  return { node: edge?.node, facts: context.asked.facts() };
}

describe('events of their own record, for patients', () => {
  it('show staff by department, whose lookup is part of the record of the request', async () => {
    const { node, facts } = await show('patient', 'department');
    expect(node).toMatchObject({ actor: 'Cardiology', actorName: null, roles: [] });
    expect(facts).toMatchObject({ reports: ['people'], filters: ['Query.staff(ids:)'] });
  });

  it('show a member of staff if the directory does not answer', async () => {
    const { node } = await show('patient', 'department', true);
    expect(node?.actor).toBe('member of staff');
  });

  it('show staff by role without a lookup', async () => {
    const { node, facts } = await show('patient', 'role');
    expect(node).toMatchObject({ actor: 'physician', actorName: null });
    expect(facts.reports).toEqual([]);
  });

  it('are unchanged if staff are named, and for reviewers', async () => {
    expect((await show('patient', 'name')).node).toBe(NODE);
    expect((await show('officer', 'department')).node).toBe(NODE);
  });

  it('are refused and recorded as denied if a filter or an order is about accounts of staff', () => {
    const patient = open('patient');
    expect(() => assertAsksOfStaff(patient, ['patient', 'actor'], 'role')).toThrow(
      'Unauthorized field or type',
    );
    expect(patient.asked.facts().denied).toEqual([{ coordinate: 'EventFilter.actor', count: 1 }]);
    assertAsksOfStaff(patient, ['patient', 'time'], 'role');
    assertAsksOfStaff(open('officer'), ['actor'], 'role');
  });
});
