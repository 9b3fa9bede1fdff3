import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { CONSOLE_RULES, writeConsoleRules } from './console-rules.ts';
import { ADMIN_SCHEMA, writeAdminSchema } from './admin-schema.ts';

it("the report API's schema has the filters and orders of the catalog (else run `npm run docs`)", () => {
  const text = readFileSync(packageFile(ADMIN_SCHEMA), 'utf8');
  expect(writeAdminSchema(text)).toBe(text);
});

it('the console names the rules for unusual access as their declarations do (else run `npm run docs`)', () => {
  expect(readFileSync(packageFile(CONSOLE_RULES), 'utf8')).toBe(writeConsoleRules());
});
