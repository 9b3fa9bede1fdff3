import type { AccountIssue } from '../accounting/ledger-facts.ts';
import { categoryWords } from '../accounting/describe-disclosed.ts';
import { writeActor } from '../index/actors.ts';
import type { Messages } from '../messages/messages.ts';
import { purposeWords } from '../messages/purpose-words.ts';
import { coveredText, missingBlocks, proofBlocks } from './ledger-blocks.ts';
import {
  fact,
  type Letter,
  type LetterBlock,
  type LetterEntry,
  type LetterFact,
} from './letter.ts';
import { staffText, type LetterPeople } from './letter-people.ts';
import {
  namesNote,
  patientFacts,
  periodText,
  questionsBlock,
  type LetterStyle,
} from './letter-style.ts';
import type { AccessSubject, PatientAccess } from './read-accesses.ts';

/** Writes the accesses to a patient's record as a letter to the patient: who, when, what and why, the newest first. */
export function accessLetter(
  accesses: readonly PatientAccess[],
  { subject, issued }: { readonly subject: AccessSubject; readonly issued: AccountIssue },
  people: LetterPeople,
  style: LetterStyle,
): Letter {
  const { messages, times, settings, standard } = style;
  const { letter, access: words } = messages;
  const listed = listedAccesses(accesses, style);
  const entries = accessEntries(listed, people, style);
  const own = accesses.filter(({ isOwn }) => isOwn).length;
  const blocks: readonly LetterBlock[] = [
    {
      kind: 'facts',
      facts: [
        ...patientFacts(subject.patient, people.patient, style),
        fact(letter.preparedOn, times.day(issued.at)),
        fact(letter.period, periodText(subject.since, subject.until, style)),
        fact(letter.covered, coveredText(subject, issued, style)),
        fact(words.count, words.countOf(listed.length, entries.length)),
      ],
    },
    { kind: 'paragraph', text: words.intro(standard.hasReasons) },
    { kind: 'paragraph', text: words.law[settings.standard] },
    ...namesNote(people.state, style),
    ...missingBlocks(subject, issued, style, false),
    { kind: 'heading', text: words.listTitle },
    ...(entries.length === 0
      ? [{ kind: 'paragraph', text: words.none } as const]
      : [
          { kind: 'small', text: letter.zone(times.zone) } as const,
          { kind: 'entries', entries } as const,
        ]),
    ...(own === 0 ? [] : [{ kind: 'paragraph', text: words.own(own) } as const]),
    { kind: 'small', text: words.notListed },
    questionsBlock(style),
    ...proofBlocks(issued, style),
  ];
  return {
    language: messages.language,
    title: words.title,
    head: settings.hospital,
    blocks,
    footer: words.footer,
  };
}

/** The accesses of others, without refused attempts unless the standard has them. */
export function listedAccesses(
  accesses: readonly PatientAccess[],
  { standard }: Pick<LetterStyle, 'standard'>,
): readonly PatientAccess[] {
  return accesses.filter(
    ({ isOwn, kind }) => !isOwn && (kind !== 'refused' || standard.hasAttempts),
  );
}

/** One entry for each account and day, with all times of that day, the newest first. */
export function accessEntries(
  accesses: readonly PatientAccess[],
  people: LetterPeople,
  style: LetterStyle,
): readonly LetterEntry[] {
  const groups = new Map<string, PatientAccess[]>();
  for (const access of accesses.toSorted((one, other) => other.at - one.at)) {
    const isRefused = access.kind === 'refused';
    const key = `${style.times.day(access.at)} ${isRefused} ${writeActor(access.actor)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [access]);
    else group.push(access);
  }
  return [...groups.values()].flatMap(([newest, ...others]) =>
    newest === undefined ? [] : [writeEntry(newest, [newest, ...others], people, style)],
  );
}

function writeEntry(
  newest: PatientAccess,
  accesses: readonly PatientAccess[],
  people: LetterPeople,
  style: LetterStyle,
): LetterEntry {
  const { messages, times, standard } = style;
  const words = messages.access;
  const { actor, isProgram } = newest;
  // An account of the directory is a person, though its client has the same name.
  const who =
    isProgram && !people.staff.has(writeActor(actor))
      ? words.program(actor.name ?? actor.subject)
      : staffText(actor, people, style);
  const clocks = new Set(accesses.toReversed().map(({ at }) => times.clock(at)));
  const isRefused = newest.kind === 'refused';
  return {
    title: who,
    facts: [
      fact(words.when, `${times.day(newest.at)}: ${[...clocks].join(', ')}`),
      { label: words.what, lines: isRefused ? [words.refused] : seenLines(accesses, messages) },
      ...(standard.hasReasons ? reasonFacts(accesses, messages) : []),
    ],
  };
}

function seenLines(accesses: readonly PatientAccess[], messages: Messages): readonly string[] {
  const { access: words, content } = messages;
  const full = new Set(accesses.flatMap((each) => each.full));
  const only = new Set(
    accesses.flatMap((each) => each.deidentified).filter((category) => !full.has(category)),
  );
  const seen = [
    ...(full.size === 0 ? [] : [categoryWords(full, content)]),
    ...(only.size === 0 ? [] : [content.deidentified(categoryWords(only, content))]),
  ];
  return [
    seen.length === 0 ? words.nothingShown : seen.join('; '),
    ...(accesses.some(({ kind }) => kind === 'changed') ? [words.changed] : []),
    ...(accesses.some(({ isEmergency }) => isEmergency) ? [words.emergency] : []),
  ];
}

function reasonFacts(
  accesses: readonly PatientAccess[],
  messages: Messages,
): readonly LetterFact[] {
  const { access: words } = messages;
  const purposes = new Set(accesses.map(({ purpose }) => purposeWords(purpose, messages)));
  const relations = new Set(
    accesses.flatMap((each) => each.relations).map((each) => relationWords(each, messages)),
  );
  return [
    fact(words.why, [...purposes].join('; ')),
    ...(relations.size === 0 ? [] : [fact(words.how, [...relations].join('; '))]),
  ];
}

function relationWords(relation: string, { access: { relations } }: Messages): string {
  return new Map<string, string>(Object.entries(relations)).get(relation) ?? relation;
}
