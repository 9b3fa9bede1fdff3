import { SMALL_AREAS, type SmallAreas } from '../../directives/release/small-areas.ts';
import { StartError } from '../platform/errors.ts';
import { smallAreasSchema, type SmallAreasSource } from './deidentification-schema.ts';
import { parseTree, problemLines } from './parse-tree.ts';
import { readYaml } from './read-yaml.ts';

/**
 * Reads the list of small areas where it stands in a file of its own, in YAML or JSON. Each problem of it is
 * reported; the list that comes with the gateway stands in for it until then.
 */
export function readSmallAreas(
  source: SmallAreasSource,
  report: (problem: string) => void,
): SmallAreas {
  if (source === null) return SMALL_AREAS;
  if (source.kind === 'list') return source.list;
  try {
    const { tree, lineOf } = readYaml(source.path);
    const { data, problems } = parseTree(smallAreasSchema(), tree, {});
    if (data !== null) return data;
    report(problemLines(problems, (path) => `line ${lineOf(path)}, `).join('; '));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    report(error.problems.join('; '));
  }
  return SMALL_AREAS;
}
