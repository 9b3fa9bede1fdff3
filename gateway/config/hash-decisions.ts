import { hash } from 'node:crypto';
import type { ThresholdsConfig } from '../reports/surveillance/thresholds-config.ts';
import type { Config } from './config.ts';

/** The sections that decide who sees what. */
type Deciding = Pick<
  Config,
  'authorization' | 'purpose' | 'breakGlass' | 'relationships' | 'identity' | 'documents' | 'admin'
>;

/**
 * Hashes the settings that decide who sees what in addition to the marks, and which access is found unusual, section by
 * section (SHA-256, hex). Settings that differ only in order have equal hashes. Keys, secrets and tokens are left out. So
 * are the mode and the rules, which the record of a start states separately.
 */
export function hashDecisions(config: Deciding): Readonly<Record<string, string>> {
  const { authorization, purpose, breakGlass, relationships, identity, documents, admin } = config;
  const { reach, defaultRoles, unmarked, unreached, policies } = authorization;
  return {
    authorizationHash: hashOf({ reach, defaultRoles, unmarked, unreached, policies }),
    purposeHash: hashOf(purpose),
    breakGlassHash: hashOf(breakGlass),
    relationshipsHash: hashOf(relationships),
    identityHash: hashOf(identity),
    documentsHash: hashOf({
      mode: documents.mode,
      roles: documents.roles,
      manifests: documents.manifests,
    }),
    adminHash: hashOf(
      admin && {
        roles: admin.roles,
        ...(admin.directory && { directory: admin.directory }),
        ...changersOf(admin.unusual.thresholds),
        staff: admin.letters.staff,
      },
    ),
    surveillanceHash: hashOf(admin && surveillanceOf(admin)),
  };
}

/** What decides which access is found unusual. Of the listed patients, only their number: a hash of a few ids could be guessed. */
function surveillanceOf({ facts, unusual }: NonNullable<Deciding['admin']>) {
  const { thresholds: _hashedAbove, vip, ...rules } = unusual;
  return { facts, rules, vip: vip.file?.length ?? null };
}

/** Who changes thresholds, unless one of the reviewers alone does. */
function changersOf({ roles, twoPersons }: ThresholdsConfig) {
  return roles === null && !twoPersons ? {} : { thresholds: { roles, twoPersons } };
}

const SECRET: ReadonlySet<string> = new Set(['key', 'secret', 'clientSecret', 'token']);

function hashOf(section: unknown): string {
  return hash('sha256', JSON.stringify(plain(section)), 'hex');
}

/** A section as nested lists in a canonical order: `{ b: 1, a: 2 }` → `[['a', 2], ['b', 1]]`. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return inOrder([...value].map(([name, each]) => [name, plain(each)]));
  if (value instanceof Set) return inOrder([...value].map(plain));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value ?? null;
  const entries = Object.entries(value).filter(([name]) => !SECRET.has(name));
  return inOrder(entries.map(([name, each]) => [name, plain(each)]));
}

function inOrder(items: readonly unknown[]): readonly unknown[] {
  return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
