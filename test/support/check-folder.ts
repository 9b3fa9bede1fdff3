import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { HEAD } from './compose-subgraphs.ts';
import { runPhiGateway } from './run-phi-gateway.ts';

/** A folder of the tests of a file, in which `phi-gateway check` runs. */
export function openCheckFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'phi-check-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  return {
    folder,
    /** Writes a file and returns its name. */
    write: (file: string, text: string): string => {
      mkdirSync(join(folder, file, '..'), { recursive: true });
      writeFileSync(join(folder, file), text);
      return file;
    },
    check: (...args: readonly string[]) => runPhiGateway(['check', ...args], folder),
  };
}

/** Schemas with nothing to report, with a warning, and with errors if the role of {@link CONFIG} is the only one. */
export const CLEAN = `${HEAD}type Query { a: Int }`;
export const WARNS = `${HEAD}type Query { ssn: Int }`;
export const FAILS = `${HEAD}type Query { a: Int @phi @role(anyOf: ["physicain"]) }
# phi-gateway-ignore PHI_UNMARKED: A shop's, 100% sure.
type Shop { ssn: Int }`;
export const CONFIG =
  'authorization: { reach: { physician: all }, defaultRoles: [] }\npseudonymKey: ${NOT_SET_HERE}\n';

/** The line after the head. */
export const LINE = HEAD.split('\n').length;

/** The note about schemas that use the marks without defining them. */
export function notAppended(subgraphs: string, missing: string): string {
  return `note: directives/phi.graphql is not appended to ${subgraphs}: without the definitions of ${missing} their servers don't start. Append it, unless they do that themselves.`;
}
