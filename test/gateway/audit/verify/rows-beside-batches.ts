import { unpackOpenings, packOpening } from '../../../../gateway/audit/record/identity-openings.ts';
import type { StoreKind } from '../stores.ts';
import { OPENINGS, type RichLedger } from './rich-ledger.ts';
import type { Row } from './verdict-row.ts';

/** What a manipulation of what lies beside the batches has to work with. */
export interface BesideTools extends RichLedger {
  readonly store: StoreKind['name'];
}

const run =
  (sql: string): Row<BesideTools>['does'] =>
  ({ place }) =>
    place.execute(sql);

/** Text or bytes as a literal of the column `openings.text`. */
function textOf({ store }: BesideTools, text: string): string {
  return store === 'SQLite' ? `'${text}'` : `convert_to('${text}', 'UTF8')`;
}

function bytesOf({ store }: BesideTools, bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return store === 'SQLite' ? `x'${hex}'` : `decode('${hex}', 'hex')`;
}

async function changeIds(tools: BesideTools, change: (openings: Buffer) => Buffer): Promise<void> {
  const { place, records } = tools;
  const where = `WHERE leaf = ${records.access}`;
  const [row] = await place.rows(`SELECT openings FROM identities ${where}`);
  const { openings } = row as { readonly openings: Buffer };
  await place.execute(
    `UPDATE identities SET openings = ${bytesOf(tools, change(openings))} ${where}`,
  );
}

function swapFirst(openings: Buffer): Buffer {
  const [a, b, ...rest] = (unpackOpenings(openings) ?? []).map((opening) => {
    if (typeof opening !== 'object') throw new Error('The ids are not there.');
    return packOpening(opening.salt, Buffer.from(JSON.stringify(opening.pair)));
  });
  if (a === undefined || b === undefined) throw new Error('There are no two ids.');
  return Buffer.concat([b, a, ...rest]);
}

const ofOpening = (name: keyof typeof OPENINGS) =>
  `WHERE commitment = '${OPENINGS[name].commitment}'`;

/** What can be done beside the batches: to texts, ids, the head row, and the objects of the database. */
export const ROWS_BESIDE_BATCHES: Readonly<Record<string, Row<BesideTools>>> = {
  'nothing is changed after texts were erased and withdrawn': {
    does: () => Promise.resolve(),
    verdict: ['PASS'],
    caveat: 'does not fit, as record',
    lists: {
      erased: [{ by: '@erasure', entries: 3 }],
      withdrawn: [{ by: '@withdrawal', leaves: ['@withdrawn'] }],
    },
  },
  'a text is changed': {
    does: (tools) =>
      tools.place.execute(
        `UPDATE openings SET text = ${textOf(tools, 'curious')} ${ofOpening('fits')}`,
      ),
    verdict: ['FAIL', 'OPENING_MISMATCH @reason'],
  },
  'the first words of a text are moved into its salt': {
    does: (tools) =>
      tools.place.execute(
        `UPDATE openings SET text = ${textOf(tools, 'unconscious')},
           salt = '${OPENINGS.fits.salt}${Buffer.from('found ').toString('hex')}' ${ofOpening('fits')}`,
      ),
    verdict: ['FAIL', 'OPENING_MISMATCH @reason'],
  },
  'a text is removed without an erase record': {
    does: run(`DELETE FROM openings ${ofOpening('fits')}`),
    verdict: ['FAIL', 'OPENING_MISSING @reason'],
  },
  'a text that was erased is put back': {
    does: (tools) => {
      const { commitment, salt, text } = OPENINGS.erased;
      return tools.place.execute(
        `INSERT INTO openings VALUES ('${commitment}', '${salt}', ${textOf(tools, text)})`,
      );
    },
    verdict: ['FAIL', 'ERASURE_UNDONE @erased'],
  },
  'a withdrawn text matches its record again': {
    does: (tools) =>
      tools.place.execute(
        `UPDATE openings SET text = ${textOf(tools, OPENINGS.withdrawn.text)} ${ofOpening('withdrawn')}`,
      ),
    verdict: ['FAIL', 'WITHDRAWAL_UNFOUNDED @withdrawn'],
  },
  'a withdrawn text is removed': {
    does: run(`DELETE FROM openings ${ofOpening('withdrawn')}`),
    verdict: ['FAIL', 'OPENING_MISSING @withdrawn'],
  },
  'the ids of two objects are swapped': {
    does: (tools) => changeIds(tools, swapFirst),
    verdict: ['FAIL', 'IDENTITY_COMMITMENT @access'],
  },
  'the ids of a record are removed without an erase record': {
    does: ({ place, records }) =>
      place.execute(`DELETE FROM identities WHERE leaf = ${records.access}`),
    verdict: ['FAIL', 'OPENING_MISSING @access'],
  },
  'the head row is edited': {
    does: run('UPDATE head SET size = size - 1'),
    verdict: ['FAIL', 'HEAD_MISMATCH @last'],
  },
  'the head row is gone': {
    does: run('DELETE FROM head'),
    verdict: ['FAIL', 'HEAD_MISMATCH @last'],
  },
  'a table is added': {
    does: run('CREATE TABLE mine (id integer)'),
    verdict: ['FAIL', 'FOREIGN_OBJECT 0..0'],
    text: 'The table mine ',
    undo: 'DROP TABLE mine',
  },
  'a view is added': {
    does: run('CREATE VIEW shown AS SELECT * FROM batches'),
    verdict: ['FAIL', 'FOREIGN_OBJECT 0..0'],
    text: 'The view shown ',
    undo: 'DROP VIEW shown',
  },
  'a column is added': {
    does: run('ALTER TABLE openings ADD COLUMN extra text'),
    verdict: ['FAIL', 'FOREIGN_OBJECT 0..0'],
    text: 'openings',
    undo: 'ALTER TABLE openings DROP COLUMN extra',
  },
};

/** What only one kind of store has. */
export const ROWS_OF_ONE_STORE: Readonly<
  Record<StoreKind['name'], Readonly<Record<string, Row<BesideTools>>>>
> = {
  SQLite: {
    'a trigger is added': {
      does: run(
        'CREATE TRIGGER alter_it AFTER INSERT ON batches BEGIN UPDATE batches SET count = 1; END',
      ),
      verdict: ['FAIL', 'FOREIGN_OBJECT 0..0'],
      text: 'The trigger alter_it ',
      undo: 'DROP TRIGGER alter_it',
    },
  },
  PostgreSQL: {
    'a trigger is added': {
      does: run(
        'CREATE TRIGGER alter_it BEFORE INSERT ON batches FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
      ),
      verdict: ['FAIL', 'FOREIGN_OBJECT 0..0'],
      text: 'The trigger alter_it ',
      undo: 'DROP TRIGGER alter_it ON batches',
    },
    'a batch is stored with the key of another gateway': {
      does: ({ place, records }) =>
        place.execute(`UPDATE batches SET signer = '00000000' WHERE first = ${records.access}`),
      verdict: ['FAIL', 'TREE_MISMATCH @access'],
      text: 'another signer',
    },
  },
};
