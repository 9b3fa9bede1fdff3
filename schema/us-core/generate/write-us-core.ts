import { writeFileSync } from 'node:fs';
import { packageFile } from '../../package-file.ts';
import { collectOutline } from './collect-outline.ts';
import { printOutline } from './outline.ts';
import { readDefinitions } from './read-definitions.ts';
import { renderSchema } from './render-schema.ts';

const USAGE = `npm run us-core -- FOLDER...

Writes schema/us-core/ from published FHIR packages: the unpacked folders of hl7.fhir.us.core and hl7.fhir.r4.core.
`;

const paths = process.argv.slice(2);
if (paths.length === 0) {
  process.stderr.write(USAGE);
  process.exitCode = 2;
} else {
  const { outline, leftOut } = collectOutline(readDefinitions(paths));
  const [table, schema] = [printOutline(outline), renderSchema(outline)];
  writeFileSync(packageFile('schema/us-core/outline.tsv'), table);
  writeFileSync(packageFile('schema/us-core/schema.graphql'), schema);
  const from = [...outline.packages].map((each) => each.join(' ')).join(', ');
  process.stdout.write(`${outline.elements.length} elements of ${from}
left out, since they refer to no resource of US Core: ${leftOut.join(', ')}
Now compare who sees what with the schema before: phi-gateway diff, phi-gateway test.
`);
}
