import { FHIR_USER_TYPES } from '../../../gateway/access/smart/fhir-user.ts';
import { readSmartAccess } from '../../../gateway/access/smart/read-smart-access.ts';
import type { Caller, SmartAccess } from '../../../gateway/platform/caller.ts';
import type { RequestContext } from '../../../gateway/platform/request-context.ts';
import type { ScopeTable } from '../../../directives/operation/scope-needs.ts';
import type { AuthorizationOptions } from '../../../gateway/pipeline/graph/authorization-options.ts';
import { callerOf } from '../in-process-graph.ts';
import type { RandomCaller } from './random-caller.ts';
import { APP_ISSUER, type RandomApp } from './random-scopes.ts';

/** Later than any test runs. A ledger record can only hold a grant with an end. */
const GRANT_UNTIL = Date.UTC(2200, 0, 1);

/** A request of a random caller, as the HTTP layer passes it on. */
export function requestOfCaller(
  { subject, roles, claims, own, project, purpose, granted, held, decided, app }: RandomCaller,
  { scopes }: Pick<AuthorizationOptions, 'scopes'>,
): {
  readonly caller: Caller;
  readonly context: Pick<RequestContext, 'purpose' | 'breakGlass'>;
} {
  const resources = scopes.get(APP_ISSUER)?.resources;
  const smart = app && resources ? smartAccess(app, resources) : null;
  return {
    caller: callerOf(roles, {
      subject,
      ...(smart && { issuer: APP_ISSUER, smart }),
      patients: claims,
      ownPatient: own,
      project,
      scopes: held.scopes,
      policies: held.policies.filter((name) => !decided.includes(name)),
    }),
    context: {
      purpose,
      breakGlass: granted && { id: 'grant', patient: granted.patient, until: GRANT_UNTIL },
    },
  };
}

/** What the gateway reads from the token of an app. */
function smartAccess(
  { scopes, launchPatient, user, roles, levelRoles }: RandomApp,
  resources: ScopeTable['resources'],
): SmartAccess {
  const type = FHIR_USER_TYPES.find((known) => known === user);
  return readSmartAccess(
    scopes,
    { launchPatient, user: type === undefined ? null : { type, id: 'user' }, roles },
    { resources, roles: levelRoles },
  );
}
