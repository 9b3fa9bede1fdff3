import { describe, expect, it } from '@jest/globals';
import {
  concealStaff,
  mayAskOfStaff,
  type ShownActor,
} from '../../../../gateway/reports/letters/conceal-staff.ts';

const caller = { issuer: 'https://id.test', subject: 'self-1' };
const row: ShownActor = {
  actor: 'dr-7',
  issuer: 'https://id.test',
  actorKind: 'ACCOUNT',
  actorName: 'Dr. Lee',
  roles: ['senior_physician', 'auditor'],
};

describe('members of staff on the pages of patients', () => {
  it('are unchanged if staff are named, and so are the patient and the gateway', () => {
    expect(concealStaff(row, { naming: 'name', caller })).toBe(row);
    const own = { ...row, actor: 'self-1' };
    expect(concealStaff(own, { naming: 'role', caller })).toBe(own);
    const computer = { actor: null, issuer: null, actorKind: null, actorName: null, roles: [] };
    expect(concealStaff(computer, { naming: 'role', caller })).toBe(computer);
  });

  it('are shown by role without account and name, also with the subject of the patient at another issuer', () => {
    expect(concealStaff(row, { naming: 'role', caller })).toEqual({
      actor: 'senior physician, auditor',
      issuer: 'urn:phi-gateway:staff',
      actorKind: 'ROLES',
      actorName: null,
      roles: row.roles,
    });
    const alike = { ...row, actor: 'self-1', issuer: 'https://other.test' };
    expect(concealStaff(alike, { naming: 'role', caller }).actor).toBe('senior physician, auditor');
    expect(concealStaff({ ...row, roles: [] }, { naming: 'role', caller })).toMatchObject({
      actor: 'member of staff',
      actorKind: 'STAFF',
    });
  });

  it('are shown by department without account, name and roles', () => {
    const view = { naming: 'department', caller } as const;
    expect(concealStaff(row, view, 'Cardiology')).toEqual({
      actor: 'Cardiology',
      issuer: 'urn:phi-gateway:staff',
      actorKind: 'DEPARTMENT',
      actorName: null,
      roles: [],
    });
    expect(concealStaff(row, view)).toMatchObject({ actor: 'member of staff', actorKind: 'STAFF' });
  });

  it('cannot be found out by filters, orders and counts', () => {
    for (const name of ['actor', 'issuer', 'actorName', 'actor_name']) {
      expect(mayAskOfStaff([name], 'name')).toBe(true);
      expect(mayAskOfStaff(['patient', name], 'role')).toBe(false);
      expect(mayAskOfStaff([name], 'department')).toBe(false);
    }
    for (const name of ['role', 'roles']) {
      expect(mayAskOfStaff([name], 'role')).toBe(true);
      expect(mayAskOfStaff([name], 'department')).toBe(false);
    }
    expect(mayAskOfStaff(['patient', 'time', 'relation'], 'department')).toBe(true);
  });
});
