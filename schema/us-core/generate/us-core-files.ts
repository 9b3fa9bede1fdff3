import { printOutline, type Outline } from './outline.ts';
import { renderSchema } from './render-schema.ts';
import { renderSmart } from './render-smart.ts';

/** The files of `schema/us-core/` that are made from an outline: name → text. */
export function usCoreFiles(outline: Outline): ReadonlyMap<string, string> {
  return new Map([
    ['outline.tsv', printOutline(outline)],
    ['schema.graphql', renderSchema(outline)],
    ['smart.yaml', renderSmart(outline)],
  ]);
}
