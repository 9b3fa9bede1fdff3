import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { writeAsTool } from '../../../../gateway/audit/append/write-as-tool.ts';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import type { Ledger } from '../../../../gateway/audit/append/ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import type { Opening } from '../../../../gateway/audit/record/opening.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { createEntry } from '../../../../gateway/audit/append/write-entry.ts';
import { UNRECORDABLE } from '../record/unrecordable-texts.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

/** What `commitTo` would not make. */
function openingOf(text: string): Opening {
  const salt = 'ab'.repeat(32);
  const bytes = [
    Buffer.from('phi-gateway/opening/v1\n'),
    Buffer.from(salt, 'hex'),
    Buffer.from(text),
  ];
  return { commitment: hash('sha256', Buffer.concat(bytes), 'hex'), salt, text };
}

/** Records with a text in one place each: of the actor, client, operation, accesses, patient ids and details. */
function recordsWith(text: string): readonly AuditRecord[] {
  const record = accessRecord(['p1']);
  const { actor, client, accesses, operation } = record;
  if (actor === null || client === null || operation === null) throw new Error('no actor');
  return [
    { ...record, actor: { ...actor, name: text } },
    { ...record, actor: { ...actor, roles: ['physician', text] } },
    { ...record, client: { ...client, agent: text } },
    { ...record, operation: { ...operation, variables: [text] } },
    { ...record, accesses: accesses.map((entry) => ({ ...entry, objects: [['p1', text]] })) },
    { ...record, patients: [text] },
    { ...record, details: { [text]: 1 } },
    { ...record, details: { note: text } },
  ];
}

describe.each(STORES)(
  'texts with control, direction or lone surrogate characters in a ledger on $name',
  (store) => {
    const directory = createDirectory();
    const toolKey = join(directory.path, 'tool.key');
    let place: Place;
    let ledger: Ledger;
    beforeAll(async () => {
      await store.start();
      place = await store.place(directory.path);
      const isShared = store.name === 'PostgreSQL';
      const enroll = isShared
        ? [createSigner('gateway.test/ledger', createSigningKey(toolKey)).verifier.vkey]
        : [];
      const identity = isShared ? 'plain' : 'committed';
      const { location } = place;
      ledger = await openLedger(ledgerOptions(directory.path, { location, enroll, identity }));
    });
    afterAll(async () => {
      await ledger.close();
      await store.stop();
      directory.remove();
    });

    it('are refused (AUDIT_UNAVAILABLE) in the actor, client, operation, access, patient ids and details of a record, and the ledger stays ready', async () => {
      for (const [name, character] of [...UNRECORDABLE, ['line feed', '\n'] as const]) {
        const appended = await Promise.allSettled(
          recordsWith(`a${character}b`).map((record) => ledger.append(record)),
        );
        expect([name, appended]).toMatchObject([
          name,
          appended.map(() => ({ status: 'rejected', reason: { code: 'AUDIT_UNAVAILABLE' } })),
        ]);
      }
      expect(ledger.ready()).toBe(true);
    });

    it('are refused (AUDIT_UNAVAILABLE) in a break-glass reason, as is a reason that differs from its commitment, but line feeds and emoji are recorded', async () => {
      const before = ledger.head().size;
      for (const opening of [
        ...UNRECORDABLE.map(([, character]) => openingOf(`abc ${character} def`)),
        { ...openingOf('one'), text: 'another' },
      ]) {
        const appended = ledger.append(breakGlassRecord(opening, 'p1'), opening);
        await expect(appended).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
      }
      expect(ledger.head().size).toBe(before);
      const opening = openingOf('one\ntwo 👩‍⚕️');
      await ledger.append(breakGlassRecord(opening, 'p1'), opening);
    });

    it('make a command fail without committing any of its records, and the ledger still passes verification', async () => {
      await ledger.close();
      const { location } = place;
      const options = ledgerOptions(directory.path);
      const isShared = store.name === 'PostgreSQL';
      const keyPath = isShared ? toolKey : options.keyPath;
      const guardPath = isShared ? `${toolKey}.guard` : options.guardPath;
      const before = (await place.batches()).length;
      const tool = { location, keyPath, guardPath, version: '1', at: Date.now() };
      const written = writeAsTool('append', tool, ({ writer, start }) =>
        writer.commit([start, createEntry(Date.now(), accessRecord(['p\u0085']))]),
      );
      await expect(written).rejects.toThrow(/cannot be written: nothing is changed/);
      expect(await place.batches()).toHaveLength(before);
      const { publicKey } = ledger;
      const verdict = await verifyLedger({
        location,
        publicKey,
        anchors: [],
        witnesses: [],
        guardPath: options.guardPath,
      });
      expect([verdict.result, verdict.findings]).toEqual(['PASS', []]);
    });
  },
);
