import { randomUUID } from 'node:crypto';

import type { Page } from '../paging.ts';
import type { Sqlite } from '../sqlite.ts';

/** A note in a patient's record. */
export interface Note {
  readonly id: string;
  readonly patientId: string;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly writtenAt: string;
}

/** Clients' notes. */
export interface Notes {
  readonly byId: (id: string) => Note | null;
  /** Newest first. */
  readonly ofPatient: (patientId: string, page: Page) => readonly Note[];
  /** The note is on disk when this returns. `at` is in UTC ms since 1970. */
  readonly append: (patientId: string, text: string, at: number) => Note;
}

/** Keeps notes in `db`, which is not the index, so that they survive when the index is built again. */
export function createNotes(db: Sqlite): Notes {
  db.exec(`
    CREATE TABLE IF NOT EXISTS notes (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
      patientId TEXT NOT NULL, text TEXT NOT NULL, writtenAt TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS notes_patient ON notes (patientId, n);
  `);
  const byId = db.prepare<[string], Note>('SELECT * FROM notes WHERE id = ?');
  const ofPatient = db.prepare<[string, number, number], Note>(
    'SELECT * FROM notes WHERE patientId = ? ORDER BY n DESC LIMIT ? OFFSET ?',
  );
  const insert = db.prepare(
    'INSERT INTO notes (id, patientId, text, writtenAt) VALUES (?, ?, ?, ?)',
  );
  return {
    byId: (id) => byId.get(id) ?? null,
    ofPatient: (patientId, { first, skip }) => ofPatient.all(patientId, first, skip),
    append: (patientId, text, at) => {
      const note = { id: randomUUID(), patientId, text, writtenAt: new Date(at).toISOString() };
      insert.run(note.id, patientId, text, note.writtenAt);
      return note;
    },
  };
}
