/*
 * Generates `api/operations.types.ts`: the types of the console's operations, from the SDL of the report API. Fails on
 * an operation that does not fit the SDL. The file is not part of the repository; `npm run check` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as typescriptOperations from '@graphql-codegen/typescript-operations';
import { Kind, parse } from 'graphql';

const FOLDER = import.meta.dirname;
const documents = read('api/operations.graphql');

const types = await codegen({
  filename: 'operations.types.ts',
  schema: read('../reports/api/admin.graphql'),
  documents: [{ location: 'operations.graphql', document: documents }],
  plugins: [{ 'typescript-operations': {} }, { 'operation-map': {} }],
  pluginMap: {
    'typescript-operations': typescriptOperations,
    'operation-map': { plugin: operationMap },
  },
  config: {
    scalars: { DateTime: 'string', ID: 'string' },
    enumType: 'string-literal',
    immutableTypes: true,
    omitOperationSuffix: true,
    skipTypename: true,
  },
});
writeFileSync(join(FOLDER, 'api/operations.types.ts'), types);

/** Lists the result and the variables of each operation by its name. */
function operationMap() {
  const names = documents.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? []) : [],
  );
  const lines = names.map((name) => `  ${name}: { result: ${name}; variables: ${name}Variables };`);
  return ['export interface Operations {', ...lines, '}', ''].join('\n');
}

/** @param {string} path */
function read(path) {
  return parse(readFileSync(join(FOLDER, path), 'utf8'));
}
