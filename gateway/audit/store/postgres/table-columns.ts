/** The columns of the ledger's tables and their types, as the migrations create them. */
export const TABLE_COLUMNS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  batches: {
    first: 'bigint',
    count: 'integer',
    leaves: 'bytea',
    hashes: 'bytea',
    size: 'bigint',
    root: 'bytea',
    note: 'text',
    signer: 'text',
  },
  head: { id: 'integer', size: 'bigint', root: 'bytea', edge: 'bytea', batch: 'bytea' },
  openings: { commitment: 'text', salt: 'text', text: 'bytea' },
  identities: { leaf: 'bigint', openings: 'bytea' },
};
