/** Emergency access to one patient's record that a caller has started and that has not ended. */
export interface BreakGlassGrant {
  /** UUIDv7; also in the leaves of its start and stop. */
  readonly id: string;
  readonly patient: string;
  /** When it ends, UTC ms since 1970. */
  readonly until: number;
}
