import type { DemoRole } from './accounts.ts';
import type { DemoPeople } from './find-people.ts';
import type { DemoSettings } from './settings.ts';

/** The same query for each role, with different responses. */
const QUERY =
  '{ patients(first: 1) { id name ssn birthDate address { line city state zip } healthcareExpenses conditions(first: 2) { description } } }';

/** The roles to try, and what each sees. */
const ROLES: readonly { readonly role: DemoRole; readonly sees: string }[] = [
  {
    role: 'physician',
    sees: 'the records of their own patients, four digits of the SSN, no money',
  },
  { role: 'billing', sees: 'identity and expenses, no diagnoses' },
  {
    role: 'researcher',
    sees: 'a pseudonym, the year of birth, three digits of the ZIP code, no name',
  },
  { role: 'patient', sees: 'all of their own record, and no other' },
];

/** Runs `phi-gateway` in the folder of the repository. */
const RUN = 'npm run -s phi-gateway --';

/**
 * Commands to try on the running demo, ready to paste into another terminal. Their comments have no apostrophe, which some
 * shells read as an open quote.
 */
export function demoGuide(settings: DemoSettings, people: DemoPeople): string {
  const body = JSON.stringify({ query: QUERY });
  return [
    '',
    `The gateway runs at http://127.0.0.1:${settings.port}/graphql. In another terminal, in this folder:`,
    ...ROLES.flatMap(({ role, sees }) => [
      '',
      `# ${role}: ${sees}`,
      `curl -s http://127.0.0.1:${settings.port}/graphql -H 'content-type: application/json' \\`,
      `  -H "authorization: Bearer $(${RUN} token --role ${role})" \\`,
      `  -d '${body}'`,
    ]),
    '',
    ...breakGlassCommands(settings, people.stranger),
    '# the ledger has all of it: who saw this patient, what was denied, who used break-glass and why,',
    '# and proof that no record was changed since',
    `${RUN} audit report patient --patient ${people.patient}`,
    `${RUN} audit report denied`,
    `${RUN} audit report break-glass`,
    `${RUN} audit verify`,
    '',
    `In a browser: http://127.0.0.1:${settings.port}/admin. Sign in as the privacy officer to read all reports, as the`,
    'second privacy officer to approve what the first one proposes, or as the patient to see who has read your own record.',
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}

/** The commands by which a physician opens the record of a patient that they don't treat; none without such a patient. */
function breakGlassCommands({ port }: DemoSettings, patient: string | null): readonly string[] {
  if (patient === null) return [];
  const start = JSON.stringify({ patient, reason: 'unconscious after a fall, allergies unknown' });
  const query = `{ patient(id: "${patient}") { name birthDate conditions(first: 2) { description } } }`;
  return [
    '# physician, in an emergency: the record of a patient of other physicians, for 15 minutes',
    `TOKEN=$(${RUN} token --role physician)`,
    `GRANT=$(curl -s http://127.0.0.1:${port}/break-glass -H 'content-type: application/json' \\`,
    `  -H "authorization: Bearer $TOKEN" \\`,
    `  -d '${start}' \\`,
    `  | node -pe 'JSON.parse(require("fs").readFileSync(0)).grant')`,
    `curl -s http://127.0.0.1:${port}/graphql -H 'content-type: application/json' \\`,
    `  -H "authorization: Bearer $TOKEN" -H "x-break-glass: $GRANT" \\`,
    `  -d '${JSON.stringify({ query })}'`,
    '',
  ];
}
