import type { DemoRole } from './accounts.ts';
import type { DemoSettings } from './settings.ts';

/** Asked by everybody, answered to each differently. */
const QUERY =
  '{ patients(first: 1) { id name ssn birthDate address { line city state zip } healthcareExpenses conditions(first: 2) { description } } }';

const ASKERS: readonly { readonly role: DemoRole; readonly sees: string }[] = [
  {
    role: 'physician',
    sees: 'the records of those whom they treat, four digits of the SSN, no money',
  },
  { role: 'billing', sees: 'who it is and what it cost, no diagnoses' },
  {
    role: 'researcher',
    sees: 'a pseudonym, the year of birth, three digits of the ZIP code, no name',
  },
  { role: 'patient', sees: 'their own record, all of it, and no other' },
];

/** What a person can try on the demo that runs: ready commands, to be pasted into another terminal. */
export function demoGuide(settings: DemoSettings, patientId: string): string {
  const run = 'npm run -s phi-gateway --';
  const body = JSON.stringify({ query: QUERY });
  return [
    '',
    `The gateway answers at http://127.0.0.1:${settings.port}/graphql. In another terminal, in this folder:`,
    ...ASKERS.flatMap(({ role, sees }) => [
      '',
      `# ${role}: ${sees}`,
      `curl -s http://127.0.0.1:${settings.port}/graphql -H 'content-type: application/json' \\`,
      `  -H "authorization: Bearer $(${run} token --role ${role})" \\`,
      `  -d '${body}'`,
    ]),
    '',
    '# all of it is on the record: who saw this patient, and proof that nobody has touched the record since',
    `${run} audit report --patient ${patientId}`,
    `${run} audit verify`,
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}
