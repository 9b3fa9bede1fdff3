/** Writes the generated parts of the documentation, of the report API's schema and of the console: `npm run docs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { ADMIN_SCHEMA, writeAdminSchema } from './admin-schema.ts';
import { CONSOLE_RULES, writeConsoleRules } from './console-rules.ts';
import { writeGenerated } from './generated.ts';
import { readPages } from './markdown.ts';

for (const { file, text } of readPages()) {
  const written = await writeGenerated(text);
  if (written !== text) writeFileSync(packageFile(file), written);
}

const schema = packageFile(ADMIN_SCHEMA);
writeFileSync(schema, writeAdminSchema(readFileSync(schema, 'utf8')));
writeFileSync(packageFile(CONSOLE_RULES), writeConsoleRules());
