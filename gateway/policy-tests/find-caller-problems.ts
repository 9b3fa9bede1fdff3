import { createPatientIdCheck } from '../../directives/patient-id.ts';
import type { Policy } from '../../directives/policy/policy.ts';
import { editDistance } from '../../schema/edit-distance.ts';
import type { PolicyConfig } from '../config/load-policy-config.ts';
import type { SettingProblem } from '../platform/errors.ts';
import { claimValue, issuerOf } from './caller-context.ts';
import type { TestCaller, TestFacts, TestFile } from './test-file.ts';

/** Finds what the configuration and the graph do not know of callers and facts: a test of it would say nothing. */
export function findCallerProblems(
  { patient, callers, cases }: TestFile,
  config: PolicyConfig,
  policy: Policy,
): readonly SettingProblem[] {
  const isPatientId = createPatientIdCheck(config.identity.patientIds);
  const problems: SettingProblem[] = isPatientId(patient)
    ? []
    : [
        {
          path: 'patient',
          text: 'does not have the form of identity.patientIds. Write another id',
        },
      ];
  const roles = [
    ...new Set([
      ...policy.roles,
      ...config.authorization.reach.keys(),
      ...config.authorization.defaultRoles,
    ]),
  ].toSorted();
  for (const [name, caller] of callers) {
    const at = `callers.${name}`;
    problems.push(
      ...roleProblems(caller, { at, roles, config }),
      ...factProblems(caller, { at, config, policy }),
    );
  }
  for (const [index, { with: facts }] of cases.entries())
    problems.push(...factProblems(facts, { at: `cases[${index}].with`, config, policy }));
  return problems;
}

function* roleProblems(
  caller: TestCaller,
  {
    at,
    roles,
    config,
  }: { readonly at: string; readonly roles: readonly string[]; readonly config: PolicyConfig },
): Generator<SettingProblem> {
  const { issuers } = config.identity;
  const names = issuers.map(({ issuer }) => issuer);
  if (caller.issuer !== null && !names.includes(caller.issuer)) {
    const text = `the configuration has no such issuer. Write one of ${names.join(', ')}`;
    yield { path: `${at}.issuer`, text };
    return;
  }
  for (const [index, role] of caller.roles.entries()) {
    const path = `${at}.roles[${index}]`;
    if (!roles.includes(role)) {
      const near = roles.find((known) => editDistance(known, role) <= 2);
      const fix = near === undefined ? `There are ${roles.join(', ')}` : `Did you mean ${near}?`;
      yield { path, text: `neither a mark nor the configuration names the role "${role}". ${fix}` };
    } else if (claimValue(role, issuerOf(caller, config)) === null) {
      const text = `roles.map of its issuer gives the role "${role}" to no caller. Add it there`;
      yield { path, text };
    }
  }
}

function* factProblems(
  { relation, purpose, consent, policies = [] }: TestFacts,
  {
    at,
    config,
    policy,
  }: { readonly at: string; readonly config: PolicyConfig; readonly policy: Policy },
): Generator<SettingProblem> {
  if (config.relationships === null) {
    if (relation === 'care-team')
      yield { path: `${at}.relation`, text: decidesNothing('relationships') };
    if (consent !== undefined)
      yield { path: `${at}.consent`, text: decidesNothing('relationships') };
  }
  if (purpose !== undefined && config.purpose === null)
    yield { path: `${at}.purpose`, text: decidesNothing('purpose') };
  for (const [index, name] of policies.entries())
    if (!policy.policies.includes(name)) {
      const text = `no @policy of the graph names "${name}". Fix its spelling`;
      yield { path: `${at}.policies[${index}]`, text };
    }
}

function decidesNothing(section: string): string {
  return `decides nothing: the configuration has no ${section}. Remove it, or name the configuration that has`;
}
