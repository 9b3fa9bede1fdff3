import { z } from 'zod';
import type { NeededScope, ScopedResource } from '../../../directives/operation/scope-needs.ts';
import { CATEGORIES } from '../../../directives/spec.ts';
import {
  claimPath,
  mapOf,
  oneOf,
  roleList,
  text,
  type Settings,
} from '../../platform/setting-types.ts';
import { FHIR_USER_TYPES } from './fhir-user.ts';
import { parseResourceScope } from './parse-scope.ts';
import { US_CORE_RESOURCES } from './us-core-resources.ts';

/** What the SMART scopes of an issuer's tokens mean. */
export type SmartConfig = NonNullable<Settings<typeof smartSchema>>;

/** `identity.issuers[].smart`: https://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html */
export function smartSchema() {
  return z
    .strictObject({
      fhirServer: text('the URL of a FHIR server')
        .refine((value) => URL.canParse(value), { error: 'must be the URL of a FHIR server' })
        .nullable()
        .default(null)
        .describe(
          "Base URL of the issuer's FHIR server, with which `fhirUser` in its tokens begins. Null: only relative references, such as `Patient/123`, name a user.",
        ),
      launchPatient: claimPath()
        .default('patient')
        .describe(
          'Path of the claim with the patient of the launch context. `patient/` scopes count for this patient alone. It never makes the caller that patient.',
        ),
      fhirUser: claimPath()
        .default('fhirUser')
        .describe(
          'Path of the claim with the user. `Patient/123` makes the caller the patient 123, so that roles of reach `self` reach this patient.',
        ),
      roles: z
        .strictObject({
          patient: userRoles('patient/'),
          user: userRoles('user/'),
          system: z
            .array(text('a role'), { error: 'must be a list of roles' })
            .default([])
            .transform((roles) => [...new Set(roles)].toSorted())
            .describe('Roles of tokens with `system/` scopes and without the claim `fhirUser`.'),
        })
        .nullable()
        .default(null)
        .describe(
          'The roles that scopes give. Null: the roles of the roles claim, for scopes of every level.',
        ),
      resources: resources(),
      mutations: mapOf(neededScope(), 'a mapping of mutations to scopes')
        .prefault({})
        .describe(
          'Mutation → the scope that it needs, without its level, such as `Observation.c`. A mutation that is missing needs `*.cud`.',
        ),
    })
    .superRefine(({ resources: table, mutations }, context) => {
      for (const [field, { resource }] of mutations) {
        if (resource === '*' || table.has(resource)) continue;
        const message = `names ${resource}, which is not a resource of the table. Add it to resources`;
        context.addIssue({ code: 'custom', message, path: ['mutations', field] });
      }
    })
    .nullable()
    .default(null)
    .describe(
      'What SMART scopes (`patient/Observation.rs`) in its tokens open. A token without such scopes opens nothing then. Null: they limit nothing.',
    );
}

function userRoles(prefix: string) {
  return mapOf(roleList(), 'a mapping of types of users to lists of roles')
    .prefault({})
    .superRefine((map, context) => {
      for (const type of map.keys()) {
        if (FHIR_USER_TYPES.some((known) => known === type)) continue;
        const message = `is not a type of a fhirUser. Write one of ${FHIR_USER_TYPES.join(', ')}`;
        context.addIssue({ code: 'custom', message, path: [type] });
      }
    })
    .describe(`Type of the user (\`fhirUser\`) → the roles that \`${prefix}\` scopes give.`);
}

function resources() {
  const row = z.strictObject({
    types: z.array(text('a type of the graph'), { error: 'must be a list of types' }).optional(),
    categories: z.array(oneOf(CATEGORIES), { error: 'must be a list of categories' }).optional(),
  });
  return mapOf(row, 'a mapping of FHIR resources to types and categories')
    .prefault({})
    .transform((rows, context): ReadonlyMap<string, ScopedResource> => {
      const table = new Map(US_CORE_RESOURCES);
      for (const [resource, { types, categories }] of rows) {
        const [type = ''] = resource.split('?', 1);
        const refuse = (message: string) =>
          context.addIssue({ code: 'custom', message, path: [resource] });
        const usual = US_CORE_RESOURCES.get(type);
        const open = categories ?? usual?.categories;
        if (!/^[A-Z][A-Za-z]*(\?.+)?$/su.test(resource))
          refuse('is not a FHIR resource. Write its type, such as Observation');
        else if (open === undefined)
          refuse('is not a resource of US Core. Give the categories of PHI that it can have');
        else if (types === undefined && resource !== type)
          refuse('needs types: which types of the graph have only this part of the resource?');
        else table.set(resource, { types: types ?? [type], categories: open });
      }
      return table;
    })
    .describe(
      'FHIR resource → `types`, the types of the graph that have its data (default: the one of its name), and `categories`, the categories of PHI that it can have. Rows are added to those of US Core or replace them. `Observation?category=laboratory` is a row for exactly these search parameters.',
    );
}

function neededScope() {
  return text('a scope').transform((value, context): NeededScope => {
    const scope = parseResourceScope(value);
    if (scope !== null && !/[rs]/.test(scope.letters)) return scope;
    context.addIssue('must be a scope of c, u and d without its level, such as Observation.c');
    return z.NEVER;
  });
}
