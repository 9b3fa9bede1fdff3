import { writeCanonical } from './canonical/canonical-json.ts';
import type { AccessEntry, AuditRecord } from './record.ts';

/** The lists of a record that are distributed over its parts. */
type SharedLists<Identity> = Pick<
  AuditRecord<Identity>,
  'accesses' | 'denied' | 'arguments' | 'patients'
>;

/** An item of a distributed list, which is never split. */
type Piece<Identity> =
  | { readonly list: 'denied'; readonly value: AuditRecord['denied'][number] }
  | { readonly list: 'arguments' | 'patients'; readonly value: string }
  | {
      readonly list: 'accesses';
      readonly entry: AccessEntry<Identity>;
      readonly value: Identity;
    };

/**
 * Splits a record into parts. Each part repeats everything except the long lists, and contains a share of them: together the
 * shares are the lists in order. An entry that continues in the next part repeats its type, fields and rule. `room` returns
 * the free bytes in a part with empty lists, `heading` the written form of an entry without objects. Throws a `RangeError` if
 * one item doesn't fit in a part.
 */
export function splitRecord<Identity>(
  record: AuditRecord<Identity>,
  {
    room,
    heading,
  }: {
    readonly room: (part: AuditRecord<Identity>) => number;
    readonly heading: (entry: AccessEntry<Identity>) => unknown;
  },
): AuditRecord<Identity>[] {
  const capacity = room({ ...record, accesses: [], denied: [], arguments: [], patients: [] });
  const create = () => createShare<Identity>(capacity, heading);
  const parts: Share<Identity>[] = [];
  let share = create();
  for (const piece of pieces(record)) {
    if (share.add(piece)) continue;
    parts.push(share);
    share = create();
    if (!share.add(piece)) throw new RangeError('One piece of the record exceeds a leaf.');
  }
  parts.push(share);
  return parts.map((part) => ({ ...record, ...part.lists() }));
}

function* pieces<Identity>(record: AuditRecord<Identity>): Generator<Piece<Identity>> {
  for (const value of record.denied) yield { list: 'denied', value };
  for (const value of record.arguments) yield { list: 'arguments', value };
  for (const value of record.patients) yield { list: 'patients', value };
  for (const entry of record.accesses) {
    // No part would contain the entry: parts are built from its objects.
    if (entry.objects.length === 0) throw new RangeError('An entry of the record has no object.');
    for (const value of entry.objects) yield { list: 'accesses', entry, value };
  }
}

interface Share<Identity> {
  /** False if the piece doesn't fit; then it is not added. */
  add(piece: Piece<Identity>): boolean;
  lists(): SharedLists<Identity>;
}

function createShare<Identity>(
  capacity: number,
  heading: (entry: AccessEntry<Identity>) => unknown,
): Share<Identity> {
  const denied: AuditRecord['denied'][number][] = [];
  const strings = { arguments: new Array<string>(), patients: new Array<string>() };
  const accesses: { entry: AccessEntry<Identity>; objects: Identity[] }[] = [];
  let free = capacity;

  /** The first object of an entry in this part also takes the bytes of the entry's type, fields and rule. */
  const bytesOf = (piece: Piece<Identity>): number => {
    const bytes = writtenBytes(piece.value);
    const isContinued = piece.list !== 'accesses' || accesses.at(-1)?.entry === piece.entry;
    return isContinued ? bytes : bytes + writtenBytes(heading({ ...piece.entry, objects: [] }));
  };
  return {
    add(piece) {
      const bytes = bytesOf(piece);
      if (bytes > free) return false;
      free -= bytes;
      switch (piece.list) {
        case 'denied':
          denied.push(piece.value);
          return true;
        case 'arguments':
        case 'patients':
          strings[piece.list].push(piece.value);
          return true;
        case 'accesses': {
          const last = accesses.at(-1);
          if (last?.entry === piece.entry) last.objects.push(piece.value);
          else accesses.push({ entry: piece.entry, objects: [piece.value] });
          return true;
        }
        default:
          return piece satisfies never;
      }
    },
    lists: () => ({
      accesses: accesses.map(({ entry, objects }) => ({ ...entry, objects })),
      denied,
      ...strings,
    }),
  };
}

/** The bytes of a value as written, with the comma that follows it. */
function writtenBytes(value: unknown): number {
  return Buffer.byteLength(writeCanonical(value)) + 1;
}
