import type { Coordinate } from '../coordinate.ts';

/** What the scopes of a token admit, whatever roles see. */
export interface ScopeAccess {
  /** Equal for scopes that admit the same. */
  readonly key: string;
  /** Whether an output field or an input may be used, and whether objects of a type may be shown. */
  readonly admits: (coordinate: Coordinate) => boolean;
}

/** Roles that count only for what some scopes admit. */
export interface ScopedRoles {
  readonly roles: readonly string[];
  readonly access: ScopeAccess;
  /** Whether they count for one patient only. */
  readonly isForOnePatient: boolean;
}
