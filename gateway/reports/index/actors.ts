import { findNumbers, findTexts } from './dictionary.ts';
import type { IndexDatabase } from './index-tables.ts';

/** The identity of an actor: a subject is unique only together with its issuer. */
export interface Actor {
  readonly issuer: string;
  readonly subject: string;
}

/** Writes issuer and subject as one text, which `parseActor` reads. */
export function writeActor({ issuer, subject }: Actor): string {
  return JSON.stringify([issuer, subject]);
}

/**
 * Reads a text that `writeActor` wrote. Any other text gives an empty actor, so that its row differs from its record.
 */
export function parseActor(text: string): Actor {
  const [issuer, subject] = parseList(text);
  return typeof issuer === 'string' && typeof subject === 'string' ? { issuer, subject } : INVALID;
}

/** Returns the actors with these numbers of the table `actors`. */
export async function readActors(
  database: IndexDatabase,
  ids: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Actor>> {
  const texts = await findTexts(database, 'actors', ids);
  return new Map([...texts].map(([id, text]) => [id, parseActor(text)]));
}

/** Returns the numbers of the actors with this issuer and subject. At least one of the two must be given. */
export async function findActors(
  database: IndexDatabase,
  {
    issuer,
    subject,
  }: { readonly issuer?: string | undefined; readonly subject?: string | undefined },
): Promise<readonly number[]> {
  const texts = [issuer, subject].flatMap((text) => text ?? []);
  const names = await findNumbers(database, 'names', texts);
  if (texts.some((text) => !names.has(text))) return [];
  const rows = await database
    .selectFrom('actor_names')
    .select('actor')
    .$if(issuer !== undefined, (query) => query.where('issuer', '=', names.get(issuer ?? '') ?? -1))
    .$if(subject !== undefined, (query) =>
      query.where('subject', '=', names.get(subject ?? '') ?? -1),
    )
    .orderBy('actor')
    .execute();
  return rows.map(({ actor }) => actor);
}

/** No record has an actor without an issuer and a subject. */
const INVALID: Actor = Object.freeze({ issuer: '', subject: '' });

function parseList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
