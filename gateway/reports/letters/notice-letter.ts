import type { AccountIssue } from '../accounting/ledger-facts.ts';
import { DAY_MS } from '../../platform/durations.ts';
import { accessEntries } from './access-letter.ts';
import { missingBlocks, proofBlocks } from './ledger-blocks.ts';
import { fact, type Letter } from './letter.ts';
import type { LetterPeople } from './letter-people.ts';
import {
  namesNote,
  patientFacts,
  periodText,
  questionsBlock,
  type LetterStyle,
} from './letter-style.ts';
import type { AccessSubject, PatientAccess } from './read-accesses.ts';

/** The period of a notice without a requested one. */
export const NOTICE_MS = 30 * DAY_MS;

/** The accesses with break-glass. */
export function emergencyAccesses(accesses: readonly PatientAccess[]): readonly PatientAccess[] {
  return accesses.filter(({ isEmergency, kind }) => isEmergency && kind !== 'refused');
}

/** Writes the break-glass accesses to a patient's record as a letter that informs the patient of them. */
export function noticeLetter(
  accesses: readonly PatientAccess[],
  { subject, issued }: { readonly subject: AccessSubject; readonly issued: AccountIssue },
  people: LetterPeople,
  style: LetterStyle,
): Letter {
  const { messages, times, settings } = style;
  const { letter, notice: words } = messages;
  const entries = accessEntries(emergencyAccesses(accesses), people, style);
  return {
    language: messages.language,
    title: words.title,
    head: settings.hospital,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ...patientFacts(subject.patient, people.patient, style),
          fact(letter.preparedOn, times.day(issued.at)),
          fact(letter.period, periodText(subject.since, subject.until, style)),
        ],
      },
      ...namesNote(people.state, style),
      ...missingBlocks(subject, issued, style, false),
      ...(entries.length === 0
        ? [{ kind: 'paragraph', text: words.none } as const]
        : [
            {
              kind: 'paragraph',
              text: words.intro(settings.hospital?.name ?? null),
            } as const,
            { kind: 'paragraph', text: words.explanation } as const,
            { kind: 'heading', text: words.listTitle } as const,
            { kind: 'small', text: letter.zone(times.zone) } as const,
            { kind: 'entries', entries } as const,
            { kind: 'paragraph', text: words.review } as const,
          ]),
      questionsBlock(style),
      ...proofBlocks(issued, style),
    ],
    footer: words.footer,
  };
}
