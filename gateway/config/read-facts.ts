import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type {
  FactsConfig,
  FactsOperationConfig,
} from '../reports/surveillance/facts/facts-config.ts';
import type { factsSchema } from './facts-schema.ts';

/** Reads the operations for facts where they stand in files; `refuse` is told of those that can't be read. */
export function readFacts(
  parsed: z.infer<ReturnType<typeof factsSchema>>,
  refuse: (path: string, problem: string) => void,
): FactsConfig | null {
  if (parsed === null) return null;
  const read = (about: 'patients' | 'actors'): readonly FactsOperationConfig[] =>
    parsed[about].map(({ subgraph, operation }, place) => {
      if (operation.kind === 'text') return { subgraph, operation: operation.text };
      try {
        return { subgraph, operation: readFileSync(operation.path, 'utf8') };
      } catch {
        const path = `admin.facts.${about}[${place}].operation`;
        refuse(path, "the file can't be read. Mend the path or its permissions");
        return { subgraph, operation: '' };
      }
    });
  const { timeoutMs, cacheMinutes } = parsed;
  return { patients: read('patients'), actors: read('actors'), timeoutMs, cacheMinutes };
}
