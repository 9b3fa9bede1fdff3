/** An emergency access to one patient's record that a caller has opened and that is not over. */
export interface BreakGlassGrant {
  /** UUIDv7; also in the leaves that tell of its start and stop. */
  readonly id: string;
  readonly patient: string;
  /** When it ends, UTC ms since 1970. */
  readonly until: number;
}
