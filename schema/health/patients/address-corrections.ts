import type { Sqlite } from '../sqlite.ts';

/** An address, as a client gives it and later reads it. */
export interface Address {
  readonly line: string | null;
  readonly city: string | null;
  readonly county: string | null;
  readonly state: string | null;
  readonly zip: string | null;
}

/** The corrected addresses of patients. */
export interface AddressCorrections {
  /** The last correction of a patient's address; null if it was never corrected. */
  readonly latest: (patientId: string) => Address | null;
  /** The correction is on disk when this returns. Earlier corrections are kept. `at` is in UTC ms since 1970. */
  readonly append: (patientId: string, address: Address, at: number) => void;
}

/** Keeps corrections in `db`, which is not the index, so that they survive when the index is built again. */
export function createAddressCorrections(db: Sqlite): AddressCorrections {
  db.exec(`
    CREATE TABLE IF NOT EXISTS address_corrections (
      n INTEGER PRIMARY KEY, patientId TEXT NOT NULL, at INTEGER NOT NULL,
      line TEXT, city TEXT, county TEXT, state TEXT, zip TEXT);
    CREATE INDEX IF NOT EXISTS address_corrections_patient ON address_corrections (patientId, n);
  `);
  const select = db.prepare<[string], Address>(
    `SELECT line, city, county, state, zip FROM address_corrections
      WHERE patientId = ? ORDER BY n DESC LIMIT 1`,
  );
  const insert = db.prepare(
    `INSERT INTO address_corrections (patientId, at, line, city, county, state, zip)
      VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    latest: (patientId) => select.get(patientId) ?? null,
    append: (patientId, { line, city, county, state, zip }, at) => {
      insert.run(patientId, at, line, city, county ?? null, state, zip);
    },
  };
}
