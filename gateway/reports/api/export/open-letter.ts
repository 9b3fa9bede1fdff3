import { GatewayError } from '../../../platform/errors.ts';
import { readVersion } from '../../../platform/process/package-manifest.ts';
import { accountFromIndex } from '../../accounting/account-from-index.ts';
import { openPatientLeaves } from '../../accounting/patient-leaves.ts';
import type { PageFormat } from '../../catalog/file-format.ts';
import type { Actor } from '../../index/actors.ts';
import { awaitIndex } from '../../index/await-index.ts';
import { accessLetter, listedAccesses } from '../../letters/access-letter.ts';
import { accessSubject } from '../../letters/access-subject.ts';
import { accountLetter } from '../../letters/account-letter.ts';
import { findLetterPeople, type LetterPeople } from '../../letters/letter-people.ts';
import { contentWords, letterStyle } from '../../letters/letter-style.ts';
import type { Letter } from '../../letters/letter.ts';
import { readAccesses } from '../../letters/read-accesses.ts';
import { writeLetter } from '../../letters/write-letter.ts';
import { PATIENCE_MS } from './await-head.ts';
import type { EventExport, ExportCallbacks, FilePiece } from './export-functions.ts';
import type { OpenSources } from './opened-export.ts';
import { emergencyAccesses, NOTICE_MS, noticeLetter } from '../../letters/notice-letter.ts';
import { accountSubject } from './write-document.ts';

type LetterExport = EventExport & { readonly format: PageFormat };

/**
 * Opens a report as a letter to its patient. All names are looked up before any of it is sent. Throws `BAD_USER_INPUT` for
 * a wrong period, and `OPERATION_TOO_COMPLEX` for more accesses than a letter has.
 */
export async function openLetter(
  source: 'account' | 'access' | 'notice',
  query: LetterExport,
  open: OpenSources,
  callbacks: ExportCallbacks,
): Promise<AsyncIterable<FilePiece>> {
  await awaitIndex(open.index, open.reader, PATIENCE_MS);
  const compose = {
    account: composeAccount,
    access: composeAccess,
    notice: composeNotice,
  }[source];
  return writeLetter(await compose(query, open, callbacks), {
    format: query.format,
    paper: letterStyle(open.sources.letters, query.language).paper,
    at: query.at,
  });
}

async function composeAccount(
  { filter, at, language, hasNames }: LetterExport,
  { index, reader, sources: { publicKey, letters } }: OpenSources,
  callbacks: ExportCallbacks,
): Promise<Letter> {
  const style = letterStyle(letters, language);
  const subject = accountSubject(filter, at, letters.timeZone);
  const words = contentWords(style);
  const { account, ledger, damaged } = await accountFromIndex(index, reader, {
    subject,
    publicKey,
    words,
  });
  const actors = account.entries.flatMap(({ account: actor }) => actor ?? []);
  const people = await findPeople(subject.patient, { actors, hasNames, callbacks });
  return accountLetter(account, { ledger, damaged, at, version: readVersion() }, people, style);
}

async function composeAccess(
  { filter, at, language, hasNames }: LetterExport,
  { index, reader, sources: { publicKey, letters } }: OpenSources,
  callbacks: ExportCallbacks,
): Promise<Letter> {
  const style = letterStyle(letters, language);
  const { patient, since, until } = filter;
  if (patient === undefined) throw new GatewayError('BAD_USER_INPUT');
  const subject = accessSubject({ patient, since, until }, style, at);
  const opened = await openPatientLeaves(index, reader, { filter: subject, publicKey });
  const accesses = await readAccesses(opened.leaves, subject);
  const actors = listedAccesses(accesses, style).map(({ actor }) => actor);
  const people = await findPeople(patient, { actors, hasNames, callbacks });
  const issued = { ledger: opened.ledger, damaged: opened.damaged(), at, version: readVersion() };
  return accessLetter(accesses, { subject, issued }, people, style);
}

async function composeNotice(
  { filter, at, language, hasNames }: LetterExport,
  { index, reader, sources: { publicKey, letters } }: OpenSources,
  callbacks: ExportCallbacks,
): Promise<Letter> {
  const style = letterStyle(letters, language);
  const { patient, since = at - NOTICE_MS, until } = filter;
  if (patient === undefined) throw new GatewayError('BAD_USER_INPUT');
  const subject = accessSubject({ patient, since, until }, style, at);
  const opened = await openPatientLeaves(index, reader, { filter: subject, publicKey });
  const accesses = await readAccesses(opened.leaves, subject);
  const actors = emergencyAccesses(accesses).map(({ actor }) => actor);
  const people = await findPeople(patient, { actors, hasNames, callbacks });
  const issued = { ledger: opened.ledger, damaged: opened.damaged(), at, version: readVersion() };
  return noticeLetter(accesses, { subject, issued }, people, style);
}

function findPeople(
  patient: string,
  {
    actors,
    hasNames,
    callbacks,
  }: {
    readonly actors: readonly Actor[];
    readonly hasNames: boolean;
    readonly callbacks: ExportCallbacks;
  },
): Promise<LetterPeople> {
  return findLetterPeople(
    { patient, actors },
    hasNames ? (people) => callbacks.findNames(people) : null,
  );
}
