import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { globSync } from 'tinyglobby';
import { z } from 'zod';
import { packageFile } from '../../../schema/package-file.ts';
import { usCoreFiles } from '../../../schema/us-core/generate/us-core-files.ts';
import { builtProgram } from '../../support/built-program.ts';
import { OUTLINE } from './us-core-schema.ts';

const root = mkdtempSync(join(tmpdir(), 'phi-write-us-core-'));
afterAll(() => rmSync(root, { recursive: true }));

const FHIR = 'http://hl7.org/fhir/StructureDefinition/Patient';
const PATIENT = {
  resourceType: 'StructureDefinition',
  url: FHIR,
  kind: 'resource',
  type: 'Patient',
  derivation: 'specialization',
  snapshot: { element: [{ path: 'Patient' }] },
};
const PROFILE = {
  resourceType: 'StructureDefinition',
  url: 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient',
  kind: 'resource',
  type: 'Patient',
  derivation: 'constraint',
  baseDefinition: FHIR,
  differential: { element: [] },
};

/** An unpacked package. */
function packageOf(name: string, ...contents: readonly object[]): string {
  const folder = join(root, name, 'package');
  mkdirSync(folder, { recursive: true });
  for (const [index, content] of contents.entries())
    writeFileSync(join(folder, `${index}.json`), JSON.stringify(content));
  return join(root, name);
}

function writeUsCore(...folders: readonly string[]) {
  const program = builtProgram('schema/us-core/generate/write-us-core.ts', folders);
  const { status, stdout, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

describe('the package', () => {
  it('has what docs/schema-authors.md tells authors to copy of US Core', () => {
    const { files } = z
      .object({ files: z.array(z.string()) })
      .parse(JSON.parse(readFileSync(packageFile('package.json'), 'utf8')));
    const packed = globSync(files, { cwd: dirname(packageFile('package.json')) });
    expect(packed).toEqual(
      expect.arrayContaining(
        [
          'schema.graphql',
          'care-team.graphql',
          'gateway.yaml',
          'smart.yaml',
          'outline.tsv',
          'policies/us-core.yaml',
        ].map((name) => `schema/us-core/${name}`),
      ),
    );
  });
});

describe('the script behind `npm run us-core`', () => {
  it('writes the outline, the schema and the table of SMART scopes, which are shipped as it makes them', () => {
    const files = [...usCoreFiles(OUTLINE)];
    expect(files.map(([name]) => name)).toEqual(['outline.tsv', 'schema.graphql', 'smart.yaml']);
    for (const [name, text] of files)
      expect(readFileSync(packageFile(`schema/us-core/${name}`), 'utf8')).toBe(text);
  });

  it('says what it needs without folders', () => {
    expect(writeUsCore()).toEqual({
      code: 0,
      out: expect.stringContaining('the unpacked folders of hl7.fhir.us.core and hl7.fhir.r4.core'),
      err: '',
    });
  });

  it.each<[what: string, contents: readonly object[], problem: string]>([
    ['no profile of US Core', [PATIENT], 'no profile of US Core is among the definitions'],
    [
      'no name of a release',
      [PATIENT, PROFILE],
      'no package.json names the release of hl7.fhir.us.core',
    ],
    [
      'no capability statement',
      [{ name: 'hl7.fhir.us.core', version: '9.9.9', fhirVersions: ['4.0.1'] }, PATIENT, PROFILE],
      'the capability statement for servers of US Core is missing',
    ],
  ])('writes nothing and exits with 2 for packages with %s', (what, contents, problem) => {
    expect(writeUsCore(packageOf(what, ...contents))).toEqual({
      code: 2,
      out: '',
      err: `us-core: ${problem}\n`,
    });
  });
});
