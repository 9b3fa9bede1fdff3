import { randomBytes } from 'node:crypto';
import { uuid } from '../../../platform/uuid.ts';
import { StartError } from '../../../platform/errors.ts';
import {
  entriesWith,
  leafAfterStart,
  writeAsTool,
  type ToolOptions,
} from '../../append/write-as-tool.ts';
import { createEntry } from '../../append/write-entry.ts';
import { isHeld, placeRecords, releaseRecord, type HoldScope } from '../../record/control/hold.ts';
import { toRanges } from '../../record/index-ranges.ts';
import { commitTo } from '../../record/opening.ts';
import { isKept } from '../../record/control/pruning.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import { openReader } from '../../store/open-reader.ts';
import { TILE_WIDTH } from '../../tree/tile-width.ts';
import { readBodies, readPatients } from './read-bodies.ts';
import { readRetentionState } from './read-retention-state.ts';
import { auditCommand } from '../../store/audit-command.ts';

/** The key that signs, and the reason, which may be PHI, so the record only commits to it. */
export interface HoldOptions extends ToolOptions {
  readonly reason: string;
}

/** A placed hold. */
export interface PlacedHold {
  readonly id: string;
  /** Index of the leaf that records it. */
  readonly leaf: number;
  /** Number of records that it protects now. */
  readonly records: number;
}

/**
 * Places a legal hold: until it is released, its records are not pruned and its patient is not erased. Records are pruned
 * in tiles of 256; the record of the hold names the tiles that it protects now, so that a verifier can check them. Throws a
 * `StartError` like `writeAsTool`.
 */
export async function placeHold(options: HoldOptions, scope: HoldScope): Promise<PlacedHold> {
  return writeAsTool('prune', options, async ({ writer, start }) => {
    const reader = await openReader(options.location);
    try {
      const { tiles, records } = await findHeld(reader, scope);
      const { at } = options;
      const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
      const id = uuid({ msecs: at });
      const hold = { id, ...scope, reasonCommitment: opening.commitment };
      const placed = placeRecords(hold, toRanges(tiles), at);
      const commit = await writer.commit([start, ...entriesWith(opening, placed, at)]);
      return { id, leaf: leafAfterStart(commit), records };
    } finally {
      await reader.close();
    }
  });
}

/** The tiles and the number of the records that a hold protects. */
async function findHeld(reader: LedgerReader, scope: HoldScope) {
  const tiles: number[] = [];
  let records = 0;
  for await (const read of readBodies(reader)) {
    const patients = await readPatients(reader, read);
    for (const [place, leaf] of read.leaves.entries()) {
      // Pruned leaves are gone, and some kinds are never pruned.
      if (leaf === null || isKept(leaf)) continue;
      if (!isHeld(scope, { at: leaf.at, patients: patients[place] ?? null })) continue;
      records += 1;
      const tile = Math.floor((read.batch.first + place) / TILE_WIDTH);
      if (tiles.at(-1) !== tile) tiles.push(tile);
    }
  }
  return { tiles, records };
}

/** Releases a hold. Returns the index of the leaf that records it. Throws a `StartError` if there is no such open hold. */
export async function releaseHold(options: HoldOptions, id: string): Promise<number> {
  return writeAsTool('prune', options, async ({ writer, start }) => {
    const reader = await openReader(options.location);
    try {
      const { holds } = await readRetentionState(reader);
      if (!holds.some((hold) => hold.id === id)) {
        throw new StartError([
          `No legal hold ${id} is open. List them: ${auditCommand('hold list', reader.where)}`,
        ]);
      }
      const { at } = options;
      const opening = commitTo(options.reason, randomBytes(32).toString('hex'));
      const record = releaseRecord(id, opening.commitment, at);
      return leafAfterStart(await writer.commit([start, createEntry(at, record, opening)]));
    } finally {
      await reader.close();
    }
  });
}
