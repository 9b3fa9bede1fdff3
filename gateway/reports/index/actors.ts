import { findNumbers, findTexts } from './dictionary.ts';
import type { IndexDatabase } from './index-tables.ts';
import { parseActor, type Actor } from './parse-actor.ts';

/** Issuer and subject as one text, which `parseActor` reads. */
export function writeActor({ issuer, subject }: Actor): string {
  return JSON.stringify([issuer, subject]);
}

/** The actors of these numbers. */
export async function readActors(
  database: IndexDatabase,
  ids: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Actor>> {
  const texts = await findTexts(database, 'actors', ids);
  return new Map([...texts].map(([id, text]) => [id, parseActor(text)]));
}

/** Numbers of the actors with a subject, of an issuer, or with both; at least one of them is given. */
export async function findActors(
  database: IndexDatabase,
  {
    issuer,
    subject,
  }: { readonly issuer?: string | undefined; readonly subject?: string | undefined },
): Promise<readonly number[]> {
  const asked = [issuer, subject].flatMap((text) => text ?? []);
  const names = await findNumbers(database, 'names', asked);
  if (asked.some((text) => !names.has(text))) return [];
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
