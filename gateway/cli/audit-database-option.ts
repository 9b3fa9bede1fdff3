/** Where the ledger lies when nobody says otherwise. */
export const DEFAULT_DATABASE = '.data/audit.db';
