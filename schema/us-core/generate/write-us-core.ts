import { writeFileSync } from 'node:fs';
import { packageFile } from '../../package-file.ts';
import { collectOutline, type Collected } from './collect-outline.ts';
import { readDefinitions } from './read-definitions.ts';
import { usCoreFiles } from './us-core-files.ts';

const USAGE = `npm run us-core -- FOLDER...

Writes schema/us-core/ from published FHIR packages: the unpacked folders of hl7.fhir.us.core and hl7.fhir.r4.core.
`;

const paths = process.argv.slice(2);
try {
  process.stdout.write(paths.length === 0 ? USAGE : write(collectComplete(paths)));
} catch (error) {
  process.stderr.write(`us-core: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

/** Refuses what a schema could be made from, but one without queries or the name of its release. */
function collectComplete(from: readonly string[]): Collected {
  const collected = collectOutline(readDefinitions(from));
  const { packages, searches } = collected.outline;
  if (!packages.has('hl7.fhir.us.core'))
    throw new Error('no package.json names the release of hl7.fhir.us.core');
  if (searches.length === 0)
    throw new Error('the capability statement for servers of US Core is missing');
  return collected;
}

function write({ outline, leftOut }: Collected): string {
  for (const [name, text] of usCoreFiles(outline))
    writeFileSync(packageFile(`schema/us-core/${name}`), text);
  const from = [...outline.packages].map((each) => each.join(' ')).join(', ');
  return `${outline.elements.length} elements of ${from}
left out, since they refer to no resource of US Core: ${leftOut.join(', ')}
Now compare who sees what with the schema before: phi-gateway diff, phi-gateway test.
`;
}
