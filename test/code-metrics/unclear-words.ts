import { execFileSync } from 'node:child_process';
import { ROOT, textOf } from './imports.ts';

/** A pattern of words that a reader has to work out, such as which caller or record is meant, and what to write. */
const UNCLEAR: readonly (readonly [pattern: string, write: string])[] = [
  ['who(?:so)?ever|whom(?:ever)?|that which|who asks', 'the caller, the operator, the patient'],
  ['nobody|no one', 'no caller, no gateway: the one that is meant'],
  ['(?:some|any|every)(?:body|one)', 'a caller, every reader: the one that is meant'],
  ['tells?|telling|told', 'returns, reports, logs, names, notifies, distinguishes'],
  ['(?<!there )(?:is|are|be|was|as) none', 'does not exist, is missing, is not a …'],
  ['(?<!there )(?:is|are|be|was|were) no(?! (?:longer|more))', 'is not a …'],
  ['of whose', 'a second sentence'],
  ['lets? go of', 'releases, removes, forgets'],
  ['speaks? of', 'mentions, covers'],
  ['taken? for', 'treated as, counted as'],
  ['the glass', 'break-glass, emergency access'],
  [
    '(?:lies?|stands?|given|meaning|needs|runs?) beside|beside (?:a running|HTTP)',
    'is next to, together with, as well as',
  ],
  ['sign of life', 'heartbeat, activity'],
  ['at hand', 'available, present'],
];

/** British spellings. */
const BRITISH = [
  '(?:[a-z]*(?:author|capital|categor|custom|emphas|general|initial|item|maxim|minim|normal|optim|organ)',
  '|[a-z]*(?:real|recogn|serial|special|standard|summar|synchron|token|util))is(?:e[ds]?|ers?|ing|ations?)',
  '|[a-z]*(?:behavi|col|fav|harb|hon|lab|neighb)our[a-z]*|[a-z]*(?:cancel|label|model|signal)l(?:ed|ing)',
  '|acknowledgement|analyse[ds]?|artefact|catalogue|centre|defence|fulfil|grey|judgement|learnt',
  '|licence|misspelt|programme|spoilt|towards|whilst',
].join('');

const PATTERNS = [...UNCLEAR, [BRITISH, 'the US spelling'] as const].map(([pattern, write]) => ({
  pattern: new RegExp(`(?<![A-Za-z])(?:${pattern})(?![A-Za-z])`, 'gi'),
  write,
}));

/** What is read in the product: its sources and its guides. */
const READ = [
  'deploy',
  'directives',
  'schema',
  'gateway',
  'docs',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'README.md',
  'SECURITY.md',
];
const TEXTS = /\.(?:tsx?|mjs|graphql|sql|md|json)$/;

/** A code such as `PHI_NOBODY`, which users rely on, and the anchor of its heading. */
const CODE = /\b[A-Z]+(?:_[A-Z]+)+\b|\(#\w+\)/g;

/** Data of the example, codes of SNOMED CT, FHIR's descriptions, and the names that `check` recognizes in schemas. */
const DATA = [
  'schema/health/data/',
  'schema/health/sensitive-codes.ts',
  'schema/us-core/schema.graphql',
  'schema/lint/vocabulary/de.ts',
  'schema/lint/vocabulary/de-clinical.ts',
  'schema/lint/vocabulary/en-general.ts',
  'schema/lint/vocabulary/fr.ts',
  'schema/lint/vocabulary/fr-clinical.ts',
];

/** Sentences that are part of a file format: files with them must stay valid. */
const KEPT = ['The leaves name this patient and nobody else.', 'and nothing of anybody else.'];

export interface UnclearWord {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** What to write instead. */
  readonly write: string;
}

/**
 * Finds unclear words and British spellings in sources and guides. Words in identifiers count too, such as "told" in
 * `toldClaims`.
 */
export function findUnclearWords(): readonly UnclearWord[] {
  const files = execFileSync('git', ['ls-files', '-z', '--', ...READ], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return files
    .split('\0')
    .filter((file) => TEXTS.test(file) && !DATA.some((path) => file.startsWith(path)))
    .flatMap((file) =>
      textOf(file)
        .split('\n')
        .flatMap((line, index) =>
          unclearWordsIn(line).map((found) => ({ ...found, file, line: index + 1 })),
        ),
    );
}

function unclearWordsIn(line: string): readonly Pick<UnclearWord, 'text' | 'write'>[] {
  if (KEPT.some((sentence) => line.includes(sentence))) return [];
  const words = line
    .replaceAll(CODE, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ');
  return PATTERNS.flatMap(({ pattern, write }) =>
    [...words.matchAll(pattern)].map(([text]) => ({ text, write })),
  );
}
