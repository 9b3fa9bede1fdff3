import { z } from 'zod';
import { CATEGORIES } from '../../../directives/spec.ts';
import { TYPE_KINDS, type Vocabulary } from '../../../schema/lint/vocabulary/vocabulary.ts';
import { parseTree, problemLines } from '../../config/parse-tree.ts';
import { readYaml } from '../../config/read-yaml.ts';
import { StartError } from '../../platform/errors.ts';

/**
 * Reads an operator's words for the lint: a YAML file with keys of {@link Vocabulary}, each optional. A list of phrases is a
 * text with commas or a YAML list.
 *
 * @throws StartError with one line for each problem, with file and line.
 */
export function readVocabulary(file: string): Vocabulary {
  const { tree, lineOf } = readYaml(file);
  const { data, problems } = parseTree(SCHEMA, tree, {});
  if (data === null || problems.size > 0)
    throw new StartError(problemLines(problems, (path) => `${file}:${lineOf(path)}: `));
  return data;
}

const phrases = z
  .union([z.string(), z.array(z.string())], {
    error: 'must be a text of phrases with commas between them, or a list of phrases',
  })
  .transform((value) => (typeof value === 'string' ? value : value.join(',')));

const byCategory = z.partialRecord(z.enum(CATEGORIES), phrases).default({});

const SCHEMA = z.strictObject({
  types: z.partialRecord(z.enum(TYPE_KINDS), phrases).default({}),
  certain: byCategory,
  health: byCategory,
  identity: byCategory,
  person: byCategory,
  record: byCategory,
  everyday: phrases.default(''),
  vital: phrases.default(''),
  felt: phrases.default(''),
  clinician: phrases.default(''),
  payment: phrases.default(''),
  ambiguous: phrases.default(''),
  label: phrases.default(''),
  time: phrases.default(''),
  technical: phrases.default(''),
});
