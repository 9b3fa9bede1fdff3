import type { Coverage } from '../../catalog/coverage.ts';
import type { CaseFilter, ReviewFilter } from '../../catalog/case-filter.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import type { FileFormat } from '../../catalog/file-format.ts';
import type { CaseOrder, EventOrder, ReviewOrder } from '../../catalog/row-order.ts';
import type { Actor } from '../../index/actors.ts';
import type { PeopleFacts, People } from '../../surveillance/facts/person-facts.ts';
import type { RuleConfiguration } from '../../surveillance/queries/find-cases.ts';
import type { AskedPeople, FoundPeople } from '../../directory/create-directory.ts';
import type { LettersConfig } from '../../letters/letters-config.ts';
import type { Language } from '../../messages/messages.ts';
import type { ReportSources } from '../workers/report-sources.ts';

/** What an export worker serves. It reads one export at a time. */
export interface ExportFunctions {
  /** Opens an export. Returns the number of rows that follow; null for a document. */
  open(query: ExportQuery, sources: ExportSources): Promise<number | null>;
  /** The next piece of the file; null after the last one. Nothing is read ahead. */
  next(): Promise<FilePiece | null>;
}

/** A piece of a file: text, or bytes of a PDF file. */
export type FilePiece = string | Uint8Array;

/** What an export worker calls. */
export interface ExportCallbacks {
  /** Facts of people, from the graph. */
  findFacts(people: People): Promise<PeopleFacts>;
  /** Names of people, from the directory; null if it is off. */
  findNames(people: AskedPeople): Promise<FoundPeople | null>;
}

/** What exports are read from. */
export interface ExportSources extends ReportSources {
  /** The naming system of patient ids in FHIR; null without one. */
  readonly patientSystem: string | null;
  /** The most rows of one export. */
  readonly mostRows: number;
  /** What cases are judged by, except facts about people. */
  readonly rules: RuleConfiguration;
  /** How letters are written. */
  readonly letters: LettersConfig;
}

/** What is exported. */
export type ExportQuery = EventExport | CaseExport | ReviewExport;

/** A report of events, or a document. */
export interface EventExport {
  readonly filterType: 'EventFilter';
  /** Name of the report. */
  readonly report: string;
  readonly format: FileFormat;
  /** With the parts that the report fixes. */
  readonly filter: EventFilter;
  readonly order: EventOrder;
  /** The account of a patient who exports their own record: text for reviewers is then left out, see `ownEvent`. */
  readonly ownAccount: Actor | null;
  /** Language of a letter; null for the configured one. */
  readonly language: Language | null;
  /** Whether a letter may name people by the directory. */
  readonly hasNames: boolean;
  readonly coverage: Coverage;
  /** UTC ms since 1970. */
  readonly at: number;
}

/** Cases of unusual access, for a reviewer. */
export interface CaseExport extends Pick<EventExport, 'format' | 'at' | 'coverage'> {
  readonly filterType: 'CaseFilter';
  readonly filter: CaseFilter;
  readonly order: CaseOrder;
}

/** Reviews, for a reviewer. */
export interface ReviewExport extends Pick<EventExport, 'format' | 'at' | 'coverage'> {
  readonly filterType: 'ReviewFilter';
  readonly filter: ReviewFilter;
  readonly order: ReviewOrder;
}
