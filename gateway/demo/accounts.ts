import type { DemoPeople } from './find-people.ts';

/** The roles of the example graph, each with the patients that it reaches and its purposes of use. */
export const DEMO_ROLES = [
  { role: 'physician', reach: 'care-team', purposes: ['TREAT', 'ETREAT'] },
  { role: 'nurse', reach: 'all', purposes: ['TREAT', 'ETREAT'] },
  { role: 'billing', reach: 'all', purposes: ['HPAYMT'] },
  { role: 'researcher', reach: 'all', purposes: ['HRESCH'] },
  { role: 'privacy_officer', reach: 'all', purposes: ['HOPERAT'] },
  { role: 'patient', reach: 'self', purposes: ['PATRQT'] },
] as const;

export type DemoRole = (typeof DEMO_ROLES)[number]['role'];

/** An account that signs in at the demo's identity provider. Its name is the subject of its tokens. */
export interface DemoAccount {
  readonly account: string;
  readonly role: DemoRole;
}

/** One account of each role, named as the role, and a second privacy officer, since some changes need two persons. */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  ...DEMO_ROLES.map(({ role }) => ({ account: role, role })),
  { account: 'second_privacy_officer', role: 'privacy_officer' },
];

/** The client id of the console at the demo's identity provider. */
export const CONSOLE_CLIENT = 'console';

/** Roles that may open a record in an emergency. */
export const BREAK_GLASS_ROLES: readonly DemoRole[] = ['nurse', 'physician'];

/**
 * The claims that the scopes of a SMART app add: who the user is (`fhirUser`), and the patient of the launch context, which
 * here is always the patient of the demo.
 */
export function smartClaimsOf(
  role: string,
  { patient, practitioner }: Pick<DemoPeople, 'patient' | 'practitioner'>,
  scope: string | undefined,
): Readonly<Record<string, unknown>> {
  const scopes = scope?.split(' ') ?? [];
  const users: ReadonlyMap<string, string | null> = new Map([
    ['patient', `Patient/${patient}`],
    ['physician', practitioner && `Practitioner/${practitioner}`],
  ]);
  const user = users.get(role) ?? null;
  return {
    ...(scopes.includes('fhirUser') && user !== null && { fhirUser: user }),
    ...(scopes.includes('launch/patient') && { patient }),
  };
}

/**
 * The claims of an account besides its subject: roles and purposes, and the patient's record, the physician's practitioner
 * id or the researcher's project.
 */
export function claimsOf(
  account: string,
  people: Pick<DemoPeople, 'patient' | 'practitioner'>,
): Readonly<Record<string, unknown>> {
  const { role } = DEMO_ACCOUNTS.find((known) => known.account === account) ?? {};
  if (role === undefined) return {};
  return {
    roles: [role],
    purpose_of_use: DEMO_ROLES.find((known) => known.role === role)?.purposes,
    name: `Demo ${account.replaceAll('_', ' ')}`,
    ...(role === 'patient' && { patient: people.patient }),
    ...(role === 'physician' &&
      people.practitioner !== null && { practitioner: people.practitioner }),
    ...(role === 'researcher' && { project: 'demo-study' }),
  };
}
