import type { SmallAreas } from '../../directives/release/small-areas.ts';
import type { Category } from '../../directives/spec.ts';
import type { IdentityMode } from '../audit/append/ledger-writer.ts';
import type { PublishOptions } from '../audit/publish/open-publisher.ts';
import type { Retention } from '../audit/record/retention.ts';
import type { PatientIdForm } from '../../directives/patient-id.ts';
import type { LedgerLocation } from '../audit/store/ledger-location.ts';
import type { LogLevel } from '../platform/log.ts';
import type { IndexLocation } from '../reports/index/index-location.ts';
import type { FactsConfig } from '../reports/surveillance/facts/facts-config.ts';
import type { UnusualSettings } from '../reports/surveillance/surveillance-settings.ts';

/**
 * Everything an operator decides, parsed once at start: frozen, complete, every path absolute. Nothing in
 * it is optional where a default exists, and nothing else in the gateway reads files or the environment
 * for settings.
 */
export interface Config {
  readonly server: ServerConfig;
  readonly graph: GraphConfig;
  readonly identity: IdentityConfig;
  readonly authorization: AuthorizationConfig;
  /** Null where nobody is asked how callers and patients are related. */
  readonly relationships: RelationshipsConfig | null;
  /** Null: purposes of use decide nothing. */
  readonly purpose: PurposeConfig | null;
  /** Null: the glass is not to be broken. */
  readonly breakGlass: BreakGlassConfig | null;
  readonly deidentification: DeidentificationConfig;
  readonly limits: LimitsConfig;
  /** Whether clients may ask for the schema: each is told of what they could use. */
  readonly introspection: boolean;
  readonly audit: AuditConfig;
  /** Null: reports are not served. */
  readonly admin: AdminConfig | null;
  readonly subgraph: SubgraphConfig;
  readonly log: { readonly level: LogLevel };
}

/** The web page for privacy officers, a public client (RFC 6749, section 2.1) of one of the issuers. */
export interface ConsoleConfig {
  readonly clientId: string;
  /** One of those under `identity`; null is the only one there. */
  readonly issuer: string | null;
  /** Keys of the ledger that the page may trust, `name+key id+key`; empty: that of this gateway. */
  readonly ledgerKeys: readonly string[];
  /** Without a sign of life for so long, the person who is signed in is signed out. */
  readonly idleMinutes: number;
  /** `/admin` takes no token of a sign-in that is older or was left idle; null: the gateway checks neither. */
  readonly maxAgeMinutes: number | null;
  readonly scopes: readonly string[];
}

export interface ServerConfig {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** PEM files. Null is plain HTTP, which only a loopback host may have. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Origins a browser may call from, such as `https://app.example`. Empty: CORS is off. */
  readonly cors: {
    readonly origins: readonly string[];
    /** Request headers that pages may send, beside those that the gateway reads itself. Lower case. */
    readonly headers: readonly string[];
  };
  /** Whether queries may come by GET. */
  readonly get: boolean;
  /** How long a gateway that was sent SIGTERM still serves, while it says that it isn't ready. */
  readonly pauseSeconds: number;
  /** How long all requests that are under way have to end once no connection is taken any more. */
  readonly shutdownSeconds: number;
  /** Where `GET /metrics` is answered, apart from clients; null answers it nowhere. */
  readonly metrics: MetricsConfig | null;
}

/** Plain HTTP: nothing of it is PHI. Who may read it is for the network to say. */
export interface MetricsConfig {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

export interface GraphConfig {
  /** File with a composed supergraph; null composes one from the subgraphs. */
  readonly supergraph: string | null;
  readonly subgraphs: readonly SubgraphSource[];
  /** Serves the supergraph without comparing its marks with those of its subgraphs. */
  readonly trustSupergraph: boolean;
}

export interface SubgraphSource {
  readonly name: string;
  /** Null only beside a supergraph, which holds the URL. */
  readonly url: string | null;
  /** File with its SDL; null asks the subgraph itself. */
  readonly sdl: string | null;
}

export interface IdentityConfig {
  /** At least one; `issuer` is unique. */
  readonly issuers: readonly IssuerConfig[];
  /** How the ids of patients are written, in arguments, tokens, grants and answers of subgraphs. */
  readonly patientIds: PatientIdForm;
}

export interface IssuerConfig {
  /** Compared with `iss`, character by character. */
  readonly issuer: string;
  readonly audience: string;
  readonly jwks:
    | { readonly kind: 'url'; readonly url: string }
    | { readonly kind: 'file'; readonly path: string };
  /** How long the keys of the last fetch are used while they can't be fetched again. */
  readonly staleKeysMinutes: number;
  /** Whether the patient ids in its tokens are the subgraphs'. Where not, no claim of them names a patient. */
  readonly namesPatients: boolean;
  /**
   * Whether the staff ids in its tokens are the graph's. Where not, the relationship source gets none of their claims,
   * and the graph isn't asked for facts of their subjects.
   */
  readonly namesStaff: boolean;
  /** JOSE names, asymmetric only. */
  readonly algorithms: readonly string[];
  readonly roles: {
    /** Path of the claim that holds the roles. */
    readonly claim: string;
    /** Claim value → role; null takes the values as they are. */
    readonly map: ReadonlyMap<string, string> | null;
  };
  /** Path of the claim that holds what `@requiresScopes` asks for. */
  readonly scopes: { readonly claim: string };
  /** Path of the claim that lists what `@policy` asks for; null: nobody fulfils any policy. */
  readonly policies: { readonly claim: string | null };
  /** Paths of further claims. */
  readonly claims: {
    readonly patient: string;
    readonly name: string;
    readonly organisation: string;
    readonly project: string;
    readonly client: string;
  };
}

/**
 * `all`: every patient. `self`: the patient whose id stands in the claim; null is the issuer's patient claim.
 * `list`: the patients whose ids are listed in the claim. `care-team`: those that the relationship source
 * knows the caller to treat.
 */
export type ReachConfig =
  | { readonly kind: 'all' | 'care-team' }
  | { readonly kind: 'self'; readonly claim: string | null }
  | { readonly kind: 'list'; readonly claim: string };

export interface AuthorizationConfig {
  /** Role → which patients it reaches. */
  readonly reach: ReadonlyMap<string, ReachConfig>;
  /** Who sees PHI that no `@role` speaks of. Sorted. */
  readonly defaultRoles: readonly string[];
  /** Whether a field without marks is open to any authenticated caller. */
  readonly unmarked: 'allow' | 'deny';
  /**
   * `filter` leaves out what is denied; `reject` refuses the whole operation; `dry-run` denies nothing and
   * records everything that it would deny.
   */
  readonly mode: 'filter' | 'reject' | 'dry-run';
  /** Whether objects of patients whom nobody reaches look as if they didn't exist, or give an error. */
  readonly unreached: 'hide' | 'error';
  /** A module with rules of the operator's own, beside the marks; null: there are none. */
  readonly rules: { readonly module: string; readonly timeoutMs: number } | null;
  /** Who decides which policies of `@policy` a request fulfils; null: only the caller's token. */
  readonly policies: PolicySourceConfig | null;
  /** Key of the pseudonyms, at least 32 bytes; null makes every pseudonym null. */
  readonly pseudonymKey: Uint8Array | null;
}

/** A decision point that is asked which policies a request fulfils. */
export interface PolicySourceConfig {
  readonly url: string;
  /** Sent as a bearer token; null sends none. */
  readonly token: string | null;
  readonly timeoutMs: number;
  /** How long an answer is remembered. */
  readonly cacheSeconds: number;
}

/** Who tells how callers and patients are related. */
export interface RelationshipsConfig {
  readonly source:
    | {
        readonly kind: 'operation';
        /** Name of a subgraph of the graph. */
        readonly subgraph: string;
        /** GraphQL text. */
        readonly operation: string;
        /** Variable → path of the claim that fills it. */
        readonly variables: ReadonlyMap<string, string>;
      }
    | {
        readonly kind: 'decision-point';
        readonly url: string;
        readonly token: string | null;
        /** Name → path of the claim that is told under it. */
        readonly claims: ReadonlyMap<string, string>;
      };
  readonly timeoutMs: number;
  /** How old an answer may be; 0 asks each time. */
  readonly cacheSeconds: number;
  /** Whether a patient whom the source doesn't list is released to nobody but themselves. */
  readonly consent: boolean;
}

/** Purposes of use are codes of v3-PurposeOfUse. */
export interface PurposeConfig {
  /** Path of the token's claim that names one or several. */
  readonly claim: string;
  /** Whether the header `x-purpose-of-use` may name one. */
  readonly header: boolean;
  /** For requests that state none. */
  readonly default: string | null;
  /** Role → what it may act for; every role that reaches patients is in it. */
  readonly roles: ReadonlyMap<string, ReadonlySet<string>>;
  /** Category → the purposes that open PHI of it; a category that isn't in it needs none in particular. */
  readonly categories: ReadonlyMap<Category, ReadonlySet<string>>;
}

/** Emergency access to the record of one patient. */
export interface BreakGlassConfig {
  /** Who may start it. Sorted. */
  readonly roles: readonly string[];
  /** How long a grant lasts. */
  readonly minutes: number;
  /** Signs the grants; the same in all replicas. At least 32 bytes. */
  readonly key: Uint8Array;
  /** The purpose of use of whatever is asked under a grant; null leaves it to the request. */
  readonly purpose: string | null;
  /** Per caller. */
  readonly startsPerHour: number;
  /** Who is told of each start; null is the log alone. */
  readonly alert: AlertConfig | null;
}

export interface AlertConfig {
  readonly url: string;
  /** Signs what is sent; at least 32 bytes. */
  readonly secret: Uint8Array | null;
  /** `reference`: which grant of whom, nothing of the patient. `full`: the patient and the reason too. */
  readonly detail: 'reference' | 'full';
}

/** What the de-identification of values rests on. */
export interface DeidentificationConfig {
  /** What ZIP3 gives as 000. */
  readonly smallAreas: SmallAreas;
  /** How lists of objects are served that a caller knows by pseudonyms. */
  readonly lists: 'order' | 'refuse-paging' | 'as-is';
}

export interface LimitsConfig {
  readonly depth: number;
  /** Values that an operation may fetch: its selections times the expected sizes of lists. */
  readonly cost: number;
  /** Expected size of a list that neither an argument nor `@listSize` limits. */
  readonly listSize: number;
  readonly aliases: number;
  readonly directives: number;
  readonly tokens: number;
  /** Selections after every fragment is expanded. */
  readonly selections: number;
  /** Patients whom the arguments of one operation may name. */
  readonly patients: number;
  /** PHI fields that one response may release; more is refused whole. */
  readonly releasedFields: number;
  readonly bodyBytes: number;
  /** Operations of one caller that have to be parsed or planned. */
  readonly unplannedPerMinute: number;
  /** The same of all callers together. */
  readonly unplannedPerMinuteInAll: number;
  /** What is kept of operations, so that they need not be planned again. */
  readonly cacheMegabytes: number;
  /** Per caller. */
  readonly requestsPerMinute: number;
}

export interface AuditConfig {
  readonly location: LedgerLocation;
  /** File of the signing key. */
  readonly key: string;
  /** File of the last committed checkpoint. */
  readonly guard: string;
  /** File of a checkpoint that vouches for a ledger whose guard is missing; null for none. */
  readonly checkpoint: string | null;
  /** Public keys of further gateways that may write the ledger. */
  readonly enroll: readonly string[];
  readonly deadlineMs: number;
  readonly maxQueue: number;
  readonly origin: string;
  readonly retention: Retention;
  readonly heartbeatMs: number;
  /** Whether the ledger's leaves hold ids of patients and records, or commitments to them. */
  readonly identity: IdentityMode;
  /** Null where nobody is told how long the ledger is. */
  readonly publish: PublishOptions | null;
}

/** Who may read reports, and what they are found by. */
export interface AdminConfig {
  /** Roles of tokens, which need not be roles of the graph. Sorted. */
  readonly roles: readonly string[];
  readonly index: IndexLocation;
  /** Between two looks of the index at its ledger. */
  readonly everyMs: number;
  /** Null: there is no web page for privacy officers. */
  readonly console: ConsoleConfig | null;
  /** What tells of people what the ledger doesn't know; null: the rules that need it are off. */
  readonly facts: FactsConfig | null;
  readonly unusual: UnusualSettings;
  readonly exports: ExportsConfig;
}

/** How reports are sent as files. */
export interface ExportsConfig {
  /** Files that are sent at a time; one of them for each caller. */
  readonly atOnce: number;
  /** Rows of a file. */
  readonly mostRows: number;
  /** The naming system of the patients' ids in FHIR; null where nobody says. */
  readonly patientSystem: string | null;
}

export interface SubgraphConfig {
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Of the responses that all requests hold until they are answered; one caller may hold half of it. */
  readonly maxBytesInFlight: number;
  /** Connections to one subgraph that one caller may have at a time, of 64. */
  readonly connectionsPerCaller: number;
  /** How the gateway signs its requests to subgraphs; null sends them unsigned. */
  readonly identity: SubgraphIdentityConfig | null;
}

export interface SubgraphIdentityConfig {
  /** File of the private key, made on first start. */
  readonly key: string;
  /** The gateway's name in its signatures. */
  readonly issuer: string;
}
