import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import { openLedger, type LedgerOptions } from '../../../../../gateway/audit/append/open-ledger.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import { createSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import type { Place, StoreKind } from '../../stores.ts';

/** The name of these ledgers. */
export const ORIGIN = 'gateway.test/ledger';

/** When the tests prune. */
export const NOW = Date.parse('2026-06-01T00:00:00Z');

/** A ledger that a gateway wrote in past years, with what a pruning command needs. */
export interface OldLedger {
  readonly place: Place;
  readonly publicKey: string;
  /** Files of the gateway. */
  readonly keyPath: string;
  readonly guardPath: string;
  /** What a command needs to write to it. */
  readonly tool: {
    readonly location: Place['location'];
    readonly keyPath: string;
    readonly guardPath: string;
    readonly version: string;
    readonly at: number;
    readonly anchors: readonly string[];
    readonly witnesses: readonly string[];
    /** The operator vouches for the clock of the machine: between these records lie years. */
    readonly asOf: number;
  };
  /** A gateway that starts at this time, records one access for each patient a second apart, and stops. */
  write(
    date: string,
    patients: readonly string[],
    more?: { readonly overrides?: Partial<AuditRecord>; readonly options?: Partial<LedgerOptions> },
  ): Promise<void>;
  /** Copies the ledger and the files of the gateway. Returns how to restore them. */
  save(): Promise<() => Promise<void>>;
  remove(): void;
}

/** Names for so many patients. */
export function patients(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

/** Creates an empty ledger. */
export async function createOldLedger(
  store: StoreKind,
  options: Partial<LedgerOptions> = {},
): Promise<OldLedger> {
  const directory = createDirectory();
  const place = await store.place(directory.path);
  const { keyPath, guardPath } = ledgerOptions(directory.path);
  const isShared = store.name === 'PostgreSQL';
  const toolKey = isShared ? join(directory.path, 'tool.key') : keyPath;
  const enroll = isShared ? [createSigner(ORIGIN, createSigningKey(toolKey)).verifier.vkey] : [];
  const ledger = {
    place,
    publicKey: '',
    keyPath,
    guardPath,
    tool: {
      location: asPruner(place.location),
      keyPath: toolKey,
      guardPath: isShared ? join(directory.path, 'tool.guard') : guardPath,
      version: '1',
      at: NOW,
      anchors: [],
      witnesses: [],
      asOf: Infinity,
    },
    async save() {
      const restore = await place.save();
      const tool = [ledger.tool.keyPath, ledger.tool.guardPath];
      const files = [...new Set([keyPath, guardPath, ...tool])].filter((path) => existsSync(path));
      const kept = files.map((path) => [path, readFileSync(path)] as const);
      return async () => {
        await restore();
        rmSync(ledger.tool.guardPath, { force: true });
        for (const [path, bytes] of kept) writeFileSync(path, bytes, { mode: 0o600 });
      };
    },
    remove() {
      directory.remove();
    },
    async write(
      date: string,
      names: readonly string[],
      more: { overrides?: Partial<AuditRecord>; options?: Partial<LedgerOptions> } = {},
    ) {
      let now = Date.parse(date);
      const written = await openLedger(
        ledgerOptions(directory.path, {
          location: place.location,
          enroll,
          now: () => now,
          ...options,
          ...more.options,
        }),
      );
      ledger.publicKey ||= written.publicKey;
      const appended = names.map((name) => {
        now += 1000;
        return written.append(accessRecord([name], more.overrides));
      });
      await Promise.all(appended);
      await written.close();
    },
  };
  return ledger;
}

/** The login that may prune, where the ledger is on a server. */
function asPruner(location: Place['location']): Place['location'] {
  if (location.kind === 'sqlite') return location;
  return { ...location, server: { ...location.server, user: 'pruner' } };
}
