import { readFileSync } from 'node:fs';
import { openLedger, type LedgerOptions } from '../../../../../gateway/audit/append/open-ledger.ts';
import {
  resumeLedger,
  type ResumeOptions,
} from '../../../../../gateway/audit/maintain/resume/resume-ledger.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, ledgerOptions } from '../../sample.ts';
import type { Place } from '../../stores.ts';

/** Name of the ledger as `ledgerOptions` gives it. */
export const ORIGIN = 'gateway.test/ledger';

/** A ledger in a place, with key and guard in a directory, and what its operators do with it. */
export function operate(directory: string, place: Place) {
  const { location } = place;
  const { keyPath, guardPath } = ledgerOptions(directory);
  return {
    keyPath,
    guardPath,
    guard: () => readFileSync(guardPath, 'utf8'),
    /** Starts, records accesses to these patients and stops: three leaves at first, then two, and one each. */
    async write(patients: readonly string[], overrides: Partial<LedgerOptions> = {}) {
      const ledger = await openLedger(ledgerOptions(directory, { location, ...overrides }));
      for (const patient of patients) await ledger.append(accessRecord([patient]));
      await ledger.close();
      return ledger.publicKey;
    },
    resume: (overrides: Partial<ResumeOptions> = {}) =>
      resumeLedger({
        location,
        keyPath,
        guardPath,
        checkpoint: null,
        reason: 'the disk of db-1 failed',
        version: '1',
        at: Date.now(),
        ...overrides,
      }),
    /** Result and findings as `CODE from..to`. */
    async verdict(publicKey: string | null, anchors: readonly string[] = []) {
      const verdict = await verifyLedger({
        location,
        publicKey,
        anchors,
        witnesses: [],
        guardPath,
      });
      const { result, findings } = verdict;
      const lines = findings.map(({ code, from, to }) => `${code} ${from}..${to}`);
      return { ...verdict, lines: [result, ...lines] };
    },
  };
}
