import { describe, expect, it } from '@jest/globals';
import { configSection } from '../../support/config-section.ts';

const { load, problems } = configSection(`
graph: { subgraphs: [{ name: patients, url: http://127.0.0.1:4101/graphql }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: jwks.json }] }
authorization: { reach: { patient: self, parent: { self: child }, physician: all } }
`);

describe('the admin section', () => {
  it('is refused if a role of patients reads the reports on all patients, also beside another problem', () => {
    const problem =
      'admin.roles: names parent and patient, whose reach is self: patients would read the reports on all patients. They see the access to their own records without it. Remove it';
    const admin = 'admin: { roles: [patient, officer, parent] }';
    expect(problems(admin)).toEqual([problem]);
    expect(problems(`${admin}\nserver: { port: x }`)).toContain(problem);
  });

  it('takes roles of any other reach, and of none', () => {
    expect(load('admin: { roles: [physician, officer] }').admin?.roles).toEqual([
      'officer',
      'physician',
    ]);
  });
});
