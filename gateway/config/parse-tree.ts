import type { z } from 'zod';
import { expandEnvironment } from './expand-environment.ts';

/** A tree as a schema reads it: null where it can't. Served only without problems, which are by path. */
export interface ParsedTree<Data> {
  readonly data: Data | null;
  readonly problems: ReadonlyMap<string, string>;
}

/** Parses a tree with {@link configSchema} or a part of it, variables first. */
export function parseTree<Data>(
  schema: z.ZodType<Data>,
  tree: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedTree<Data> {
  const expanded = expandEnvironment(tree, environment);
  const parsed = schema.safeParse(expanded.value ?? {});
  const problems = new Map<string, string>();
  for (const { path, text } of expanded.problems) problems.set(print(path), text);
  for (const issue of parsed.error?.issues ?? []) {
    for (const [path, message] of explain(issue)) {
      if (!problems.has(print(path))) problems.set(print(path), message);
    }
  }
  return { data: parsed.success ? parsed.data : null, problems };
}

/** One line a problem: its path and what to mend. */
export function problemLines(problems: ReadonlyMap<string, string>): readonly string[] {
  return [...problems].map(([path, message]) => `${path}: ${message}`);
}

/** What later versions bring, so that whoever tries it early is told and not left to guess. */
const LATER: ReadonlySet<string> = new Set(['errors']);

type Path = readonly PropertyKey[];

function* explain(issue: z.core.$ZodIssue): Generator<[Path, string]> {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const path = [...issue.path, key];
      const later = LATER.has(print(path));
      yield [
        path,
        later
          ? 'comes with a later version. Remove it'
          : 'is not known. Remove it or mend its spelling',
      ];
    }
  } else if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')) {
    yield [
      issue.path,
      `must be ${issue.expected === 'object' ? 'a section with keys' : `a ${issue.expected}`}`,
    ];
  } else {
    yield [issue.path, issue.message];
  }
}

function print(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}
