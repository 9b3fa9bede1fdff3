import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRecordable } from '../../../platform/recorded-text.ts';
import { text } from '../../../platform/setting-types.ts';
import { z } from 'zod';
import type { FactLookup } from './fact-lookup.ts';
import type { PatientFact, PersonFacts } from './person-facts.ts';

/** The setting of a text file with the id of one patient on each line; the ids that it lists. */
export function patientFile(folder: string) {
  return text('the path of a text file').transform((path, context): readonly string[] => {
    try {
      const lines = readFileSync(resolve(folder, path), 'utf8').split(/\r?\n/);
      const ids = lines.map((line) => line.trim()).filter((line) => line !== '');
      const wrong = ids.findIndex((id) => !isRecordable(id) || id.length > MAX_ID);
      if (wrong === -1) return [...new Set(ids)];
      context.addIssue(`has no id of a patient as entry ${wrong + 1}`);
    } catch {
      context.addIssue("the file can't be read. Fix the path or its permissions");
    }
    return z.NEVER;
  });
}

const MAX_ID = 256;

const NO_FACTS: PersonFacts<PatientFact> = new Map();

/** Adds to a lookup that these patients are people whose records attract curiosity; null adds nothing. */
export function withVipList(lookup: FactLookup, ids: readonly string[] | null): FactLookup {
  if (ids === null) return lookup;
  const listed = new Set(ids);
  const { keys } = lookup;
  return {
    ...lookup,
    keys: { ...keys, patients: new Set([...keys.patients, 'vip']) },
    async find(people) {
      const found = await lookup.find(people);
      const patients = new Map(found.patients);
      for (const id of people.patients) {
        const facts = patients.get(id) ?? NO_FACTS;
        const vip = listed.has(id) ? 'listed' : (facts.get('vip') ?? null);
        patients.set(id, new Map([...facts, ['vip', vip]]));
      }
      return { ...found, patients };
    },
  };
}
