import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../../../schema/package-file.ts';

const path = packageFile('gateway/audit/record/leaf.schema.json');

/** The JSON Schema of a leaf. */
export const LEAF_SCHEMA = JSON.parse(readFileSync(path, 'utf8')) as object;

/** Compiles a schema in strict mode, so that faults of the schema itself are errors. */
export function compileSchema(schema: object): ValidateFunction {
  return new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
    schema,
  );
}
