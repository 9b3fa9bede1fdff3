import { join } from 'node:path';
import { quarantineLedger } from '../../../../gateway/audit/maintain/quarantine/quarantine-ledger.ts';
import { forgeBatch, throwawaySigner } from '../../../support/forge-batch.ts';
import { operate, ORIGIN } from '../maintain/resume/restored.ts';
import { accessRecord } from '../sample.ts';
import type { TimeTools } from './rows-of-time.ts';
import type { Row } from './verdict-row.ts';

/** What a ledger says after its operator has put it right. */
export const ROWS_OF_REPAIRS: Readonly<
  Record<string, Row<Pick<TimeTools, 'place' | 'directory'>>>
> = {
  'a batch that no key signed was taken off the end': {
    async does({ place, directory }) {
      const ledger = operate(directory, place);
      const { keyPath, guardPath } = ledger;
      await ledger.write(['p1']);
      await forgeBatch(place, [accessRecord(['p-forged'])], throwawaySigner(ORIGIN));
      const { location } = place;
      const server =
        location.kind === 'postgres' ? { ...location.server, user: 'quarantiner' } : null;
      await quarantineLedger({
        location: server === null ? location : { kind: 'postgres', server },
        keyPath,
        guardPath,
        version: '1',
        at: Date.now(),
        checkpoints: [],
        witnesses: [],
        reason: 'a login was stolen',
        evidencePath: join(directory, 'evidence.jsonl'),
      });
    },
    verdict: ['PASS'],
    caveat: 'states that it removed',
    lists: { quarantined: [{ batches: 1, records: 1 }] },
  },
  'an older copy was restored and resumed': {
    async does({ place, directory }) {
      const ledger = operate(directory, place);
      await ledger.write(['p1']);
      const restore = await place.save();
      await ledger.write(['lost']);
      await restore();
      await ledger.resume();
      return {};
    },
    verdict: ['INCOMPLETE', 'RANGE_LOST'],
    lists: { resumptions: [{ reached: 9 }] },
  },
};
