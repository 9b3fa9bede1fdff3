import { readFileSync } from 'node:fs';
import { packageFile } from '../package-file.ts';

/** The text of `directives/phi.graphql`, which a subgraph's schema contains. */
export function phiGraphqlText(): string {
  return readFileSync(packageFile('directives/phi.graphql'), 'utf8');
}
