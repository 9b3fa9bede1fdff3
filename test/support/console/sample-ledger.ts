import { writeCanonical } from '../../../gateway/audit/record/canonical-json.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  nodeHash,
  treeRoot,
} from '../../../gateway/audit/tree/merkle-tree.ts';
import { createRandom, pick } from './random.ts';
import { ACTORS, FIELDS, PATIENTS } from './sample-world.ts';
import type { SampleActor, SampleField } from './sample-world.ts';

/** An event of the sample, in the shape of the API. */
export interface SampleEvent {
  readonly id: string;
  readonly leaf: number;
  readonly time: string;
  readonly kind: string;
  readonly actor: string;
  readonly actorName: string;
  readonly roles: readonly string[];
  readonly patient: string;
  readonly relations: readonly string[];
  readonly purpose: string;
  readonly operation: string;
  readonly outcome: string;
  readonly records: number;
  readonly coordinates: readonly {
    readonly coordinate: string;
    readonly view: string;
    readonly categories: readonly string[];
  }[];
  readonly breakGlass: {
    readonly grant: string;
    readonly until: string;
    readonly reason: string | null;
  } | null;
}

/** A fixed, believable ledger: its events, its leaves, and proofs that really lead to its root. */
export interface SampleLedger {
  readonly events: readonly SampleEvent[];
  readonly leaves: readonly string[];
  readonly root: Buffer;
  readonly checkpoint: string;
  pathOf(leaf: number): readonly string[];
}

const ORIGIN = 'sample.example/phi';
const HOUR_MS = 3_600_000;

/** Makes one of so many events that ends at a time; the same for the same two. */
export function sampleLedger(size: number, now: number): SampleLedger {
  const random = createRandom(20_260_131);
  const days = 190;
  const times = Array.from({ length: size }, () => {
    const back = random() * days * 24 * HOUR_MS;
    const at = new Date(now - back);
    const isWeekend = at.getUTCDay() % 6 === 0;
    // Fewer at the weekend and at night: those that are too many move to a working morning.
    const isMoved = (isWeekend && random() < 0.55) || (at.getUTCHours() < 7 && random() < 0.8);
    const moved = at.getTime() - (isMoved ? (isWeekend ? 2 * 24 : 14) * HOUR_MS : 0);
    return Math.floor(moved);
  }).toSorted((a, b) => a - b);
  const events = times.map((at, leaf) => sampleEvent(random, leaf, at));
  const leaves = events.map((event) => writeCanonical(leafOf(event)));
  const hashes = leaves.map((leaf) => leafHash(Buffer.from(leaf)));
  const root = treeRoot(appendLeaves(EMPTY_TREE, hashes));
  const checkpoint = [
    ORIGIN,
    String(size),
    root.toString('base64'),
    `previous-batch ${Buffer.alloc(32, 7).toString('base64')}`,
    '',
    `— ${ORIGIN} ${Buffer.alloc(68, 9).toString('base64')}`,
    '',
  ].join('\n');
  return { events, leaves, root, checkpoint, pathOf: (leaf) => inclusionPath(leaf, hashes) };
}

function sampleEvent(random: () => number, leaf: number, at: number): SampleEvent {
  const actor = pick(random, ACTORS);
  const luck = random();
  const isDenied = luck < 0.035;
  const isGlass = !isDenied && luck < 0.045 && ['nurse', 'physician'].includes(actor.role);
  const isStart = isGlass && random() < 0.3;
  const groups = [pick(random, actor.sees), pick(random, actor.sees)];
  const fields = [...new Set(groups)].flatMap((group) => FIELDS[group]);
  return {
    id: `${leaf}-0`,
    leaf,
    time: new Date(at).toISOString(),
    kind: isDenied ? 'denial' : isStart ? 'breakglass.start' : 'access',
    actor: actor.subject,
    actorName: actor.name,
    roles: [actor.role],
    patient: pick(random, PATIENTS),
    relations: isDenied || isStart ? [] : [isGlass ? 'break-glass' : actor.relation],
    purpose: isGlass ? 'ETREAT' : actor.purpose,
    operation: pick(random, actor.operations),
    outcome: isDenied ? 'deny' : luck > 0.96 ? 'partial' : 'permit',
    records: 1 + Math.floor(random() * 6),
    coordinates: isStart ? [] : coordinatesOf(actor, fields, isDenied),
    breakGlass: isGlass
      ? {
          grant: `grant-${leaf}`,
          until: new Date(at + HOUR_MS / 4).toISOString(),
          reason: isStart ? pick(random, REASONS) : null,
        }
      : null,
  };
}

const REASONS = [
  'unconscious after a fall, allergies unknown',
  'chest pain on arrival, the treating team is not reachable',
  'transferred at night without papers, medication must be known',
];

function coordinatesOf(
  actor: SampleActor,
  fields: readonly SampleField[],
  isDenied: boolean,
): SampleEvent['coordinates'] {
  return fields.map(([coordinate, categories]) => ({
    coordinate,
    view: isDenied
      ? `denied: ${actor.role === 'physician' ? 'reach' : 'role'}`
      : actor.role === 'researcher'
        ? 'deidentified'
        : 'full',
    categories: isDenied ? [] : categories,
  }));
}

function leafOf(event: SampleEvent): object {
  const [role = ''] = event.roles;
  return {
    _t: 'phi-gateway/record/v1',
    at: Date.parse(event.time),
    kind: event.kind,
    outcome: event.outcome,
    actor: { subject: event.actor, name: event.actorName, roles: [role], purpose: event.purpose },
    operation: { name: event.operation, kind: 'query' },
    accesses: event.coordinates.map(({ coordinate, view, categories }) => ({
      field: coordinate,
      view,
      categories,
    })),
    objects: event.records,
  };
}

/** https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1 */
function inclusionPath(index: number, hashes: readonly Buffer[]): readonly string[] {
  if (hashes.length <= 1) return [];
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  const [left, right] = [hashes.slice(0, half), hashes.slice(half)];
  return index < half
    ? [...inclusionPath(index, left), rootOf(right).toString('base64')]
    : [...inclusionPath(index - half, right), rootOf(left).toString('base64')];
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (only !== undefined && hashes.length === 1) return only;
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  return nodeHash(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}
