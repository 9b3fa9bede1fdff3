import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { BaselineEntry } from '../../../../schema/lint/baseline.ts';
import { StartError } from '../../../platform/errors.ts';
import { writeText } from '../write-text.ts';

const SCHEMA = z.strictObject({
  version: z.literal(1),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      coordinate: z.string().nullable().default(null),
      subgraph: z.string().nullable().default(null),
      signs: z.array(z.string()),
    }),
  ),
});

/**
 * Reads the warnings that a baseline accepts.
 *
 * @throws StartError if there is no such file, or another program wrote it
 */
export function readBaseline(file: string): readonly BaselineEntry[] {
  const parsed = SCHEMA.safeParse(readJson(file));
  if (parsed.success) return parsed.data.findings;
  const [issue] = parsed.error.issues;
  throw new StartError([
    `--baseline: ${file} is not a baseline of this version (${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}). Write it again with --write-baseline.`,
  ]);
}

/** Writes a baseline, one finding per line, so that versions of it can be merged. */
export function writeBaseline(file: string, entries: readonly BaselineEntry[]): void {
  const lines = entries.map(({ rule, coordinate, subgraph, signs }) =>
    JSON.stringify({
      rule,
      ...(coordinate !== null && { coordinate }),
      ...(subgraph !== null && { subgraph }),
      signs,
    }),
  );
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  writeText(file, `{\n  "version": 1,\n  "findings": ${list}\n}\n`);
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new StartError(
      [`--baseline: ${file} can't be read. Fix the path, or create it with --write-baseline.`],
      { cause },
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new StartError(
      [`--baseline: ${file} is not JSON. Resolve its conflicts, or write it again.`],
      { cause },
    );
  }
}
