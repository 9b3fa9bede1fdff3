import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { erasePatient } from '../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { withdrawTexts } from '../../../../gateway/audit/maintain/withdraw-texts.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { placeHold } from '../../../../gateway/audit/maintain/retain/change-hold.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { accessRecord, breakGlassRecord, ledgerOptions } from '../sample.ts';
import type { Place, StoreKind } from '../stores.ts';

/** A ledger that holds something of every kind that lies in or beside the tree. */
export interface RichLedger {
  readonly place: Place;
  readonly publicKey: string;
  /** Its last checkpoint. */
  readonly anchors: readonly string[];
  /** Commitment of the text that a record withdraws. */
  readonly withdrawn: string;
  /** Indexes of its records, by what they are about; `withdrawal` and `erasure` are about others. */
  readonly records: Readonly<Record<RecordName, number>>;
}

/** Accesses to p1 and p2; break-glass with a reason that fits, one that is withdrawn, one that was erased. */
type RecordName = 'access' | 'reason' | 'withdrawn' | 'erased' | 'erasure' | 'withdrawal';

/** The opening of the reason that fits, and of the one that was erased. */
export const OPENINGS = {
  fits: commitTo('found unconscious', 'ab'.repeat(32)),
  erased: commitTo('no relative could be reached', 'ef'.repeat(32)),
  withdrawn: commitTo('fell from a ladder', 'cd'.repeat(32)),
};

const ORIGIN = 'gateway.test/ledger';
const { fits: FITS, withdrawn: CHANGED, erased: ERASED } = OPENINGS;

/** Writes it: committed ids, reasons, an erased patient, a hold, a withdrawn text, and a stopped grant. */
export async function writeRichLedger(store: StoreKind, directory: string): Promise<RichLedger> {
  const place = await store.place(directory);
  const isShared = store.name === 'PostgreSQL';
  const gateway = ledgerOptions(directory);
  const keyPath = isShared ? join(directory, 'tool.key') : gateway.keyPath;
  const guardPath = isShared ? join(directory, 'tool.guard') : gateway.guardPath;
  const enroll = isShared ? [createSigner(ORIGIN, createSigningKey(keyPath)).verifier.vkey] : [];
  const { location } = place;
  const ledger = await openLedger(
    ledgerOptions(directory, { location, enroll, identity: 'committed' }),
  );
  const { first: access } = await ledger.append(accessRecord(['p1', 'p2'], { patients: ['p1'] }));
  await ledger.append(breakGlassRecord(FITS, 'p1'), FITS);
  await ledger.append(breakGlassRecord(CHANGED, 'p2'), CHANGED);
  await ledger.append(breakGlassRecord(ERASED, 'p3'), ERASED);
  await Promise.all(['p1', 'p3', 'p4'].map((id) => ledger.append(accessRecord([id]))));
  await ledger.append(
    breakGlassRecord(FITS, 'p1', { kind: 'breakglass.stop', reason: 'STOPPED', details: null }),
  );
  await ledger.close();

  const as = (user: string) => ({
    location:
      location.kind === 'sqlite' ? location : { ...location, server: { ...location.server, user } },
    keyPath,
    guardPath,
    version: '1',
    at: Date.now(),
  });
  const reason = 'asked by the officer';
  const { leaf: erasure } = await erasePatient({ ...as('eraser'), patient: 'p3', reason });
  await placeHold({ ...as('pruner'), reason }, { patient: 'p1', from: null, until: null });
  const text = isShared ? "convert_to('fell', 'UTF8')" : "'fell'";
  await place.execute(
    `UPDATE openings SET text = ${text} WHERE commitment = '${CHANGED.commitment}'`,
  );
  const { leaf: withdrawal } = await withdrawTexts({ ...as('gateway'), reason });
  const anchors = [readFileSync(guardPath, 'utf8')];
  return {
    place,
    publicKey: ledger.publicKey,
    anchors,
    withdrawn: CHANGED.commitment,
    records: {
      access,
      reason: access + 1,
      withdrawn: access + 2,
      erased: access + 3,
      erasure,
      withdrawal,
    },
  };
}
