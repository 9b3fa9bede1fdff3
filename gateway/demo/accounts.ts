/** A role of the example graph, and which patients it reaches. */
export const DEMO_ROLES = [
  { role: 'physician', reach: 'all' },
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
 * the researcher's project.
 */
export function claimsOf(role: string, patientId: string): Readonly<Record<string, unknown>> {
  if (!isDemoRole(role)) return {};
  return {
    roles: [role],
    name: `Demo ${role.replace('_', ' ')}`,
    ...(role === 'patient' && { patient: patientId }),
    ...(role === 'researcher' && { project: 'demo-study' }),
  };
}
