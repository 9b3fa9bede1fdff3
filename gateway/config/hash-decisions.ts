import { hash } from 'node:crypto';
import type { Config } from './config.ts';

/** What of a configuration decides who sees what. */
type Deciding = Pick<
  Config,
  'authorization' | 'purpose' | 'breakGlass' | 'relationships' | 'identity' | 'admin'
>;

/**
 * What decides beside the marks, section by section, as SHA-256 in hex: equal for settings that decide alike, in
 * whatever order they were written. Keys, secrets and tokens are not in it; nor is what the record of a start says
 * in words (mode, rules).
 */
export function hashDecisions(config: Deciding): Readonly<Record<string, string>> {
  const { authorization, purpose, breakGlass, relationships, identity, admin } = config;
  const { reach, defaultRoles, unmarked, unreached, policies } = authorization;
  return {
    authorizationHash: hashOf({ reach, defaultRoles, unmarked, unreached, policies }),
    purposeHash: hashOf(purpose),
    breakGlassHash: hashOf(breakGlass),
    relationshipsHash: hashOf(relationships),
    identityHash: hashOf(identity),
    adminHash: hashOf(admin && { roles: admin.roles }),
  };
}

const SECRET: ReadonlySet<string> = new Set(['key', 'secret', 'token']);

function hashOf(section: unknown): string {
  return hash('sha256', JSON.stringify(plain(section)), 'hex');
}

/** A section as lists, whose members are in an order that is always the same. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return inOrder([...value].map(([name, each]) => [name, plain(each)]));
  if (value instanceof Set) return inOrder([...value].map(plain));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value ?? null;
  const told = Object.entries(value).filter(([name]) => !SECRET.has(name));
  return inOrder(told.map(([name, each]) => [name, plain(each)]));
}

function inOrder(items: readonly unknown[]): readonly unknown[] {
  return items.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}
