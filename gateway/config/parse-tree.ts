import type { z } from 'zod';
import { expandEnvironment } from './expand-environment.ts';
import { nearestKey } from './known-keys.ts';

/** A tree as a schema reads it: null where it can't. Served only without problems, which are by path. */
export interface ParsedTree<Data> {
  readonly data: Data | null;
  /** The tree with its variables replaced. */
  readonly expanded: unknown;
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
    for (const [path, message] of explain(issue, schema)) {
      if (!problems.has(print(path))) problems.set(print(path), message);
    }
  }
  return { data: parsed.success ? parsed.data : null, expanded: expanded.value, problems };
}

/** One line a problem: where it is, its path and what to mend. */
export function problemLines(
  problems: ReadonlyMap<string, string>,
  place: (path: string) => string,
): readonly string[] {
  return [...problems].map(([path, message]) =>
    path === '' ? `${place(path)}the file ${message}` : `${place(path)}${path}: ${message}`,
  );
}

/** What later versions bring, so that whoever tries it early is told and not left to guess. */
const LATER: ReadonlySet<string> = new Set(['errors']);

type Path = readonly PropertyKey[];

function* explain(issue: z.core.$ZodIssue, schema: z.core.$ZodType): Generator<[Path, string]> {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const path = [...issue.path, key];
      const later = LATER.has(print(path));
      yield [
        path,
        later ? 'comes with a later version. Remove it' : unknown(issue.path, key, schema),
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

function unknown(section: Path, key: string, schema: z.core.$ZodType): string {
  const meant = nearestKey(schema, section, key);
  return meant === null
    ? 'is not known. Remove it or mend its spelling'
    : `is not known. Did you mean \`${meant}\`?`;
}

function print(path: Path): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`,
    )
    .join('');
}
