import type { DemoPeople } from './find-people.ts';

/** A role of the example graph, and which patients it reaches. */
export const DEMO_ROLES = [
  { role: 'physician', reach: 'care-team' },
  { role: 'nurse', reach: 'all' },
  { role: 'billing', reach: 'all' },
  { role: 'researcher', reach: 'all' },
  { role: 'privacy_officer', reach: 'all' },
  { role: 'patient', reach: 'self' },
] as const;

export type DemoRole = (typeof DEMO_ROLES)[number]['role'];

/** Whether a text names a role of the demo. */
export function isDemoRole(text: string): text is DemoRole {
  return DEMO_ROLES.some(({ role }) => role === text);
}

/**
 * What the identity provider says of the account of a role, beside its subject: the patient's own record,
 * who the physician is among those who treat, the researcher's project.
 */
export function claimsOf(role: string, people: DemoPeople): Readonly<Record<string, unknown>> {
  if (!isDemoRole(role)) return {};
  return {
    roles: [role],
    name: `Demo ${role.replace('_', ' ')}`,
    ...(role === 'patient' && { patient: people.patient }),
    ...(role === 'physician' &&
      people.practitioner !== null && { practitioner: people.practitioner }),
    ...(role === 'researcher' && { project: 'demo-study' }),
  };
}
