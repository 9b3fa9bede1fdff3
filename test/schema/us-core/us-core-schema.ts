import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import { packageFile } from '../../../schema/package-file.ts';
import { parseOutline } from '../../../schema/us-core/generate/outline.ts';

export const SCHEMA_FILE = packageFile('schema/us-core/schema.graphql');
export const OUTLINE_TEXT = readFileSync(packageFile('schema/us-core/outline.tsv'), 'utf8');
/** What the schema is made from. */
export const OUTLINE = parseOutline(OUTLINE_TEXT);
export const SDL = readFileSync(SCHEMA_FILE, 'utf8');

/** The subgraph, as commands read it. */
export const US_CORE = {
  name: 'us-core',
  url: 'http://127.0.0.1:4201/graphql',
  sdl: SDL,
  document: parse(SDL),
};
export const ROLES = ['billing', 'clinician', 'patient', 'privacy_officer', 'researcher'];
