import { FAULTS, type FaultCode } from './faults.ts';

/** The review that closed a case. It never holds the note, which may be PHI. */
export interface ClosedBy {
  /** Index of its record. */
  readonly leaf: number;
  readonly verdict: string;
  readonly reviewer: string;
  readonly reviewerIssuer: string;
  readonly reviewerName: string | null;
  /** ISO 8601. */
  readonly time: string;
}

/**
 * The error that clients get. Its message is the public message of its code, and its problems hold no foreign text,
 * so both can be sent and logged. The cause stays in `cause`, which is neither sent nor logged.
 */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: FaultCode;
  /** What is wrong and how to fix it, each in a sentence; empty if the public message is sufficient. */
  readonly problems: readonly string[];
  /** A more precise code for operators; logged, never sent to clients. */
  readonly reason: string | null;
  /** Of `CASE_CLOSED` alone, for reviewers. */
  readonly closedBy: ClosedBy | null;
  /** Whether the ledger has a record of the refusal already, so that no summary counts it. */
  readonly isRecorded: boolean;
  /** When the client may try again; null leaves it to the code. */
  readonly retryAfterSeconds: number | null;

  constructor(
    code: FaultCode,
    {
      problems = [],
      reason = null,
      closedBy = null,
      isRecorded = false,
      retryAfterSeconds = null,
      ...options
    }: {
      readonly problems?: readonly string[];
      readonly reason?: string | null;
      readonly closedBy?: ClosedBy | null;
      readonly isRecorded?: boolean;
      readonly retryAfterSeconds?: number | null;
      readonly cause?: unknown;
    } = {},
  ) {
    super(FAULTS[code].message, options);
    this.code = code;
    this.problems = problems;
    this.reason = reason;
    this.closedBy = closedBy;
    this.isRecorded = isRecorded;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * A fault that the operator can fix, found before the gateway serves: configuration, graph, files, ports.
 * The command line prints its problems, one per line, and exits non-zero without a stack trace.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: { readonly cause?: unknown }) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}

/** A problem of one setting: its path, such as `identity.issuers[0].jwks`, and how to fix it. */
export interface SettingProblem {
  readonly path: string;
  readonly text: string;
}

/** A fault of settings, so that the command line can name their lines in the configuration file. */
export class SettingsError extends StartError {
  readonly settings: readonly SettingProblem[];

  constructor(settings: readonly SettingProblem[], options?: { readonly cause?: unknown }) {
    super(
      settings.map(({ path, text }) => `${path}: ${text}`),
      options,
    );
    this.settings = settings;
  }
}
