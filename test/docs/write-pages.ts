/** Writes the generated parts of the documentation: `npm run docs`. */
import { writeFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { writeGenerated } from './generated.ts';
import { readPages } from './markdown.ts';

for (const { file, text } of readPages()) {
  const written = await writeGenerated(text);
  if (written !== text) writeFileSync(packageFile(file), written);
}
