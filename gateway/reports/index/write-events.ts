import { writeActor, type Actor } from './actors.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import type { PlacedEvent } from './fill-step.ts';
import { PARTS, type EventRow, type IndexDatabase } from './index-tables.ts';
import { insertRows } from './insert-rows.ts';
import { parseRoles, parseStoredFieldSet } from './parse-field-set.ts';

/** Writes events as rows, and caches the numbers of their texts. */
export interface EventWriter {
  /** Runs within the caller's transaction. */
  write(database: IndexDatabase, events: readonly PlacedEvent[]): Promise<void>;
  /** Returns the number of a text in `names`. */
  numberOf(database: IndexDatabase, word: string): Promise<number>;
  /** Clears the cache: call it after a rollback, or after texts were deleted. */
  forget(): void;
}

export function createEventWriter(): EventWriter {
  const names = createDictionary('names');
  const actors = createDictionary('actors');
  const patients = createDictionary('patients');
  const shapes = createDictionary('shapes');
  const lists = createDictionary('role_lists');
  return {
    async write(database, events) {
      if (events.length === 0) return;
      const words = await names.numbers(database, wordsOf(events));
      const people = await patients.numbers(
        database,
        new Set(events.flatMap(({ event }) => event.patient ?? [])),
      );
      const subjects = await numberActors(database, { names, actors }, events);
      const forms = await numberShapes(database, { names, shapes }, events);
      const roles = await numberRoles(database, { names, lists }, events);
      const word = (text: string | null) => (text === null ? null : numberIn(words, text));
      const rows = events.map(({ id, event }): EventRow => ({
        id,
        at: event.at,
        part: PARTS.indexOf(event.part),
        kind: numberIn(words, event.kind),
        actor: numberOfActor(subjects, event),
        actor_name: word(event.actorName),
        roles: numberIn(roles, event.roles),
        patient: event.patient === null ? null : numberIn(people, event.patient),
        relations: event.relations,
        purpose: word(event.purpose),
        operation: word(event.operation),
        outcome: numberIn(words, event.outcome),
        records: event.records,
        shape: numberIn(forms, event.fieldSet),
        grant_id: word(event.grant),
        grant_until: event.grantUntil,
      }));
      await insertRows(database, 'events', rows);
    },
    async numberOf(database, word) {
      return numberIn(await names.numbers(database, new Set([word])), word);
    },
    forget() {
      for (const dictionary of [names, actors, patients, shapes, lists]) dictionary.forget();
    },
  };
}

function wordsOf(events: readonly PlacedEvent[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { event } of events) {
    for (const word of [
      event.kind,
      event.actorName,
      event.purpose,
      event.operation,
      event.outcome,
      event.grant,
    ]) {
      if (word !== null) words.add(word);
    }
  }
  return words;
}

/** The actor of an event; null for a record that the gateway writes about itself. */
function actorOf({ actor, issuer }: PlacedEvent['event']): Actor | null {
  return actor === null || issuer === null ? null : { issuer, subject: actor };
}

function numberOfActor(
  numbers: ReadonlyMap<string, number>,
  event: PlacedEvent['event'],
): number | null {
  const actor = actorOf(event);
  return actor === null ? null : numberIn(numbers, writeActor(actor));
}

/** Numbers the actors, and stores the issuer and subject of new ones. */
async function numberActors(
  database: IndexDatabase,
  { names, actors }: { readonly names: Dictionary; readonly actors: Dictionary },
  events: readonly PlacedEvent[],
): Promise<ReadonlyMap<string, number>> {
  const known = new Map<string, Actor>();
  for (const { event } of events) {
    const actor = actorOf(event);
    if (actor !== null) known.set(writeActor(actor), actor);
  }
  const { numbers, added } = await numberAll(database, actors, new Set(known.keys()));
  const met = added.flatMap(({ id, text }) => {
    const actor = known.get(text);
    return actor === undefined ? [] : [{ id, actor }];
  });
  const words = await names.numbers(
    database,
    new Set(met.flatMap(({ actor }) => [actor.issuer, actor.subject])),
  );
  await insertRows(
    database,
    'actor_names',
    met.map(({ id, actor }) => ({
      actor: id,
      issuer: numberIn(words, actor.issuer),
      subject: numberIn(words, actor.subject),
    })),
  );
  return numbers;
}

/** Numbers the field sets, and stores the coordinates and categories of new ones. */
async function numberShapes(
  database: IndexDatabase,
  { names, shapes }: { readonly names: Dictionary; readonly shapes: Dictionary },
  events: readonly PlacedEvent[],
): Promise<ReadonlyMap<string, number>> {
  const texts = new Set(events.map(({ event }) => event.fieldSet));
  const { numbers, added } = await numberAll(database, shapes, texts);
  for (const { id: shape, text } of added) {
    const { coordinates, categories } = parseStoredFieldSet(text);
    const words = await names.numbers(database, new Set([...coordinates, ...categories]));
    await insertRows(
      database,
      'shape_coordinates',
      coordinates.map((word) => ({ coordinate: numberIn(words, word), shape })),
    );
    await insertRows(
      database,
      'shape_categories',
      categories.map((word) => ({ category: numberIn(words, word), shape })),
    );
  }
  return numbers;
}

/** Numbers the lists of roles, and stores the roles of new ones. */
async function numberRoles(
  database: IndexDatabase,
  { names, lists }: { readonly names: Dictionary; readonly lists: Dictionary },
  events: readonly PlacedEvent[],
): Promise<ReadonlyMap<string, number>> {
  const texts = new Set(events.map(({ event }) => event.roles));
  const { numbers, added } = await numberAll(database, lists, texts);
  for (const { id: list, text } of added) {
    const roles = parseRoles(text);
    const words = await names.numbers(database, new Set(roles));
    await insertRows(
      database,
      'role_list_roles',
      roles.map((role) => ({ role: numberIn(words, role), list })),
    );
  }
  return numbers;
}

/** Returns the numbers of texts, and the texts that are new. */
async function numberAll(
  database: IndexDatabase,
  dictionary: Dictionary,
  texts: ReadonlySet<string>,
) {
  const added: { readonly id: number; readonly text: string }[] = [];
  const numbers = await dictionary.numbers(database, texts, (text, id) => added.push({ id, text }));
  return { numbers, added };
}

function numberIn(numbers: ReadonlyMap<string, number>, text: string): number {
  const number = numbers.get(text);
  if (number === undefined) throw new Error('A word of the report index has no number.');
  return number;
}
