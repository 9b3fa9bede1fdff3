import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { packageFile } from '../../schema/package-file.ts';

const FILE = 'node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';

const {
  id: _id,
  $schema: _draft4,
  ...schema
} = JSON.parse(readFileSync(packageFile(FILE), 'utf8')) as Record<string, unknown>;

// The schema is of JSON Schema draft 4. Ajv understands all of it without `id` and `$schema`; one of its patterns is not
// valid in Unicode mode.
const validate = new Ajv({
  strict: false,
  allErrors: true,
  unicodeRegExp: false,
  formats: {
    uri: (text) => URL.canParse(text),
    'uri-reference': (text) =>
      URL.canParse(text, 'http://base.test/') && !/[\s"<>\\^`{|}]/.test(text),
    'date-time': (text) => !Number.isNaN(Date.parse(text)),
  },
}).compile(schema);

/** The errors of a log by the schema of SARIF 2.1.0; empty if it is valid. */
export function sarifErrors(log: unknown): readonly string[] {
  if (validate(log)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${instancePath} ${message ?? ''}`,
  );
}
