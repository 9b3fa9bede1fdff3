import { parseActor, writeActor } from './actors.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';
import type { PlacedEvent } from './fill-step.ts';
import { PART_NUMBERS, type EventRow, type IndexDatabase, type TextTable } from './index-tables.ts';
import { insertRows } from './insert-rows.ts';
import { readStoredRoles, readFieldSet } from './read-field-set.ts';

/** Writes events as rows, and caches the numbers of their texts. */
export interface EventWriter {
  /** Runs within the caller's transaction. */
  write(database: IndexDatabase, events: readonly PlacedEvent[]): Promise<void>;
  /** Returns the number of a text in `names`; assigns one to a new text. */
  numberOf(database: IndexDatabase, word: string): Promise<number>;
  /** Clears the cache: call it after a rollback, or after texts were deleted. */
  forget(): void;
}

export function createEventWriter(): EventWriter {
  const dictionaries: Dictionaries = {
    names: createDictionary('names'),
    actors: createDictionary('actors'),
    patients: createDictionary('patients'),
    field_sets: createDictionary('field_sets'),
    role_lists: createDictionary('role_lists'),
  };
  const { names, patients } = dictionaries;
  return {
    async write(database, events) {
      if (events.length === 0) return;
      const texts = textsOf(events);
      const numbers: Readonly<Record<TextTable, ReadonlyMap<string, number>>> = {
        names: await names.numbers(database, texts.names),
        actors: await numberActors(database, dictionaries, texts.actors),
        patients: await patients.numbers(database, texts.patients),
        field_sets: await numberFieldSets(database, dictionaries, texts.field_sets),
        role_lists: await numberRoles(database, dictionaries, texts.role_lists),
      };
      const rows = events.map((placed) =>
        eventRow(placed, (table, text) => numberIn(numbers[table], text)),
      );
      await insertRows(database, 'events', rows);
    },
    async numberOf(database, word) {
      return numberIn(await names.numbers(database, new Set([word])), word);
    },
    forget() {
      for (const dictionary of Object.values(dictionaries)) dictionary.forget();
    },
  };
}

type Dictionaries = Readonly<Record<TextTable, Dictionary>>;

/** The row of an event. Calls `numberOf` for each of its texts. */
function eventRow(
  { id, event }: PlacedEvent,
  numberOf: (table: TextTable, text: string) => number,
): EventRow {
  const optional = (table: TextTable, text: string | null) =>
    text === null ? null : numberOf(table, text);
  const { actor, issuer } = event;
  const hasActor = actor !== null && issuer !== null;
  return {
    id,
    at: event.at,
    part: PART_NUMBERS[event.part],
    kind: numberOf('names', event.kind),
    // Null for a record that the gateway writes about itself.
    actor: hasActor ? numberOf('actors', writeActor({ issuer, subject: actor })) : null,
    actor_name: optional('names', event.actorName),
    roles: numberOf('role_lists', event.roles),
    patient: optional('patients', event.patient),
    relations: event.relations,
    purpose: optional('names', event.purpose),
    operation: optional('names', event.operation),
    outcome: numberOf('names', event.outcome),
    records: event.records,
    field_set: numberOf('field_sets', event.fieldSet),
    grant_id: optional('names', event.grant),
    grant_until: event.grantUntil,
    address: optional('names', event.address),
  };
}

/** The texts of events that need a number, by table. */
function textsOf(events: readonly PlacedEvent[]): Readonly<Record<TextTable, ReadonlySet<string>>> {
  const texts = {
    names: new Set<string>(),
    actors: new Set<string>(),
    patients: new Set<string>(),
    field_sets: new Set<string>(),
    role_lists: new Set<string>(),
  };
  for (const placed of events) {
    // The row is not used: it is made for the texts that it asks for.
    eventRow(placed, (table, text) => {
      texts[table].add(text);
      return 0;
    });
  }
  return texts;
}

/** Numbers the actors, and stores the issuer and subject of new ones. */
async function numberActors(
  database: IndexDatabase,
  { names, actors }: Dictionaries,
  texts: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const { numbers, added } = await numberAll(database, actors, texts);
  const rows = added.map(({ id, text }) => ({ id, ...parseActor(text) }));
  const words = await names.numbers(
    database,
    new Set(rows.flatMap(({ issuer, subject }) => [issuer, subject])),
  );
  await insertRows(
    database,
    'actor_names',
    rows.map(({ id, issuer, subject }) => ({
      actor: id,
      issuer: numberIn(words, issuer),
      subject: numberIn(words, subject),
    })),
  );
  return numbers;
}

/** Numbers the field sets, and stores the coordinates and categories of new ones. */
async function numberFieldSets(
  database: IndexDatabase,
  { names, field_sets: fieldSets }: Dictionaries,
  texts: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const { numbers, added } = await numberAll(database, fieldSets, texts);
  for (const { id: fieldSet, text } of added) {
    const { coordinates, categories } = readFieldSet(text);
    const words = await names.numbers(database, new Set([...coordinates, ...categories]));
    await insertRows(
      database,
      'field_set_coordinates',
      coordinates.map((word) => ({ coordinate: numberIn(words, word), field_set: fieldSet })),
    );
    await insertRows(
      database,
      'field_set_categories',
      categories.map((word) => ({ category: numberIn(words, word), field_set: fieldSet })),
    );
  }
  return numbers;
}

/** Numbers the lists of roles, and stores the roles of new ones. */
async function numberRoles(
  database: IndexDatabase,
  { names, role_lists: lists }: Dictionaries,
  texts: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> {
  const { numbers, added } = await numberAll(database, lists, texts);
  for (const { id: list, text } of added) {
    const roles = readStoredRoles(text);
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
