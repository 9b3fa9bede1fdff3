import type { z } from 'zod';
import { unknownKeyText } from '../platform/known-keys.ts';
import { expandEnvironment } from './expand-environment.ts';

/** A configuration tree as parsed by a schema, with its problems by path. */
export interface ParsedTree<Data> {
  /** Null if the schema rejects the tree. */
  readonly data: Data | null;
  /** The tree with its variables replaced. */
  readonly expanded: unknown;
  readonly problems: ReadonlyMap<string, string>;
  /** Paths of the problems. */
  readonly faulty: readonly Path[];
}

/** The steps to a value in a tree: keys, and indexes of lists. */
export type Path = readonly PropertyKey[];

/** Replaces the variables of a tree, then parses it with {@link configSchema} or a part of it. */
export function parseTree<Data>(
  schema: z.ZodType<Data>,
  tree: unknown,
  environment: Readonly<Record<string, string | undefined>>,
): ParsedTree<Data> {
  const expanded = expandEnvironment(tree, environment);
  const found = expanded.problems.map(({ path, text }) => [path, text] as const);
  return { ...parsePlainTree(schema, expanded.value, found), expanded: expanded.value };
}

/** Parses a tree without variables. `found` are problems of the tree that are known already. */
export function parsePlainTree<Data>(
  schema: z.ZodType<Data>,
  tree: unknown,
  found: readonly (readonly [Path, string])[] = [],
): Omit<ParsedTree<Data>, 'expanded'> {
  const parsed = schema.safeParse(tree ?? {});
  const all = [
    ...found,
    ...(parsed.error?.issues ?? []).flatMap((issue) => [...explain(issue, schema)]),
  ];
  const problems = new Map<string, string>();
  for (const [path, message] of all) {
    if (!problems.has(print(path))) problems.set(print(path), message);
  }
  return {
    data: parsed.success ? parsed.data : null,
    problems,
    faulty: all.map(([path]) => path),
  };
}

/** One line for each problem: place, path and what to fix. */
export function problemLines(
  problems: ReadonlyMap<string, string>,
  place: (path: string) => string,
): readonly string[] {
  return [...problems].map(([path, message]) => printProblem(path, message, place(path)));
}

/** The line of one problem. */
export function printProblem(path: string, message: string, place: string): string {
  return path === '' ? `${place}the file ${message}` : `${place}${path}: ${message}`;
}

/** Keys of later versions, for a clear message to operators who use them early. */
const LATER: ReadonlySet<string> = new Set(['errors']);

function* explain(issue: z.core.$ZodIssue, schema: z.core.$ZodType): Generator<[Path, string]> {
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys) {
      const path = [...issue.path, key];
      const later = LATER.has(print(path));
      yield [
        path,
        later ? 'comes with a later version. Remove it' : unknownKeyText(schema, issue.path, key),
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
