import { types } from 'node:util';
import { pino, destination } from 'pino';
import type { DestinationStream } from 'pino';

/** The fields that a log line may have besides its event. Others are dropped. */
export interface LogFacts {
  readonly requestId?: string;
  readonly traceId?: string | null;
  /** Id of a break-glass grant. */
  readonly grantId?: string;
  /** A code of the gateway's, such as `AUDIT_UNAVAILABLE`. */
  readonly code?: string;
  /** A code for the reason, such as `EXPIRED`. */
  readonly reason?: string | null;
  readonly coordinate?: string;
  /** Name of a custom rule, as the operator's module has it. */
  readonly rule?: string;
  /** Name of an operation, as the client wrote it. */
  readonly operation?: string | null;
  /** Name of a subgraph. */
  readonly subgraph?: string;
  readonly status?: number;
  readonly count?: number;
  readonly days?: number;
  readonly index?: number;
  readonly bytes?: number;
  readonly ms?: number;
  readonly port?: number;
  readonly signal?: string;
  /** A hash that the gateway computed, hex or base64. */
  readonly hash?: string;
  /** Day of a census, never of anything that happened to a patient. */
  readonly censusDay?: string;
  /** Path of a setting, or a flag. */
  readonly setting?: string;
  /** Absolute path of a file that the configuration names. */
  readonly file?: string;
  /** Day on which a certificate ends. */
  readonly expires?: string;
  /** A thrown value: its class and code are logged, never its message, which may quote data. */
  readonly error?: unknown;
}

/** `event` is a constant phrase in lower case, such as `ledger poisoned`. */
export type LogLine = (event: string, facts?: LogFacts) => void;

/**
 * The gateway's log: operational facts, by construction no PHI, token, variable, query or foreign text except names of
 * operations.
 */
export interface Log {
  readonly debug: LogLine;
  readonly info: LogLine;
  readonly warn: LogLine;
  readonly error: LogLine;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/**
 * Creates a log that writes one JSON object a line, to stderr by default.
 *
 * `worker` is the index of a worker process, which each of its lines then has.
 *
 * It redacts by construction, not by pattern: only the fields of {@link LogFacts} pass, each only in its own narrow
 * form. A value of another form is left out, and its name is listed under `withheld`.
 */
export function createLog(
  level: LogLevel,
  stream?: DestinationStream,
  worker: number | null = null,
): Log {
  const logger = pino(
    {
      level,
      base: worker === null ? null : { worker },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    stream ?? destination({ dest: 2, sync: true }),
  );
  return Object.freeze({
    debug: (event: string, facts?: LogFacts) => logger.debug(describe(facts), phrase(event)),
    info: (event: string, facts?: LogFacts) => logger.info(describe(facts), phrase(event)),
    warn: (event: string, facts?: LogFacts) => logger.warn(describe(facts), phrase(event)),
    error: (event: string, facts?: LogFacts) => logger.error(describe(facts), phrase(event)),
  });
}

const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const matches = (pattern: RegExp) => (value: unknown) =>
  typeof value === 'string' && pattern.test(value);

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const FORMS: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['requestId', matches(/^[0-9a-f-]{36}$/)],
  ['grantId', matches(/^[0-9a-f-]{36}$/)],
  ['traceId', matches(/^[0-9a-f]{32}$/)],
  ['code', matches(/^[A-Z][A-Z0-9_]{0,63}$/)],
  ['reason', matches(/^[A-Z][A-Z0-9_]{0,63}$/)],
  ['coordinate', matches(/^[_A-Za-z]\w{0,127}(\.[_A-Za-z]\w{0,127}(\([_A-Za-z]\w{0,127}:\))?)?$/)],
  ['rule', matches(/^[_A-Za-z][\w .:-]{0,63}$/)],
  ['operation', matches(/^[_A-Za-z]\w{0,63}$/)],
  ['subgraph', matches(/^[A-Za-z][\w-]{0,63}$/)],
  ['signal', matches(/^SIG[A-Z0-9]{1,12}$/)],
  ['hash', matches(/^[A-Za-z0-9+/=_-]{16,128}$/)],
  ['censusDay', matches(DAY)],
  ['setting', matches(/^[a-zA-Z-][\w.[\]-]{0,127}$/)],
  ['file', matches(/^\/[^\p{C}]{1,1023}$/u)],
  ['expires', matches(DAY)],
  ['status', isNumber],
  ['count', isNumber],
  ['days', isNumber],
  ['index', isNumber],
  ['bytes', isNumber],
  ['ms', isNumber],
  ['port', isNumber],
]);

function describe(facts: LogFacts | undefined): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  const withheld: string[] = [];
  for (const [key, value] of Object.entries(facts ?? {})) {
    if (value === null || value === undefined) continue;
    if (key === 'error') line['error'] = nameOf(value);
    else if (FORMS.get(key)?.(value) === true) line[key] = value;
    else withheld.push(FORMS.has(key) ? key : 'unknown');
  }
  if (withheld.length > 0) line['withheld'] = withheld;
  return line;
}

function phrase(event: string): string {
  return /^[a-z][a-z0-9 ,'-]{0,99}$/.test(event) ? event : 'event withheld';
}

/** Class and code of a thrown value, such as `TypeError` or `SqliteError SQLITE_FULL`. */
function nameOf(thrown: unknown): string {
  if (!(thrown instanceof Error || types.isNativeError(thrown))) return typeof thrown;
  const code = 'code' in thrown ? thrown.code : undefined;
  return [thrown.name, code]
    .filter((part): part is string => typeof part === 'string' && /^\w{1,64}$/.test(part))
    .join(' ');
}
