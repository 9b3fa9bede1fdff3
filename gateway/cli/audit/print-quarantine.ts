import type {
  Quarantined,
  QuarantinePlan,
} from '../../audit/maintain/quarantine/quarantine-ledger.ts';
import type { TailBatch } from '../../audit/maintain/quarantine/read-tail.ts';
import { countOf } from '../../platform/count-of.ts';
import { isoTime } from '../../platform/iso-time.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

/** What would be removed, for an operator to review. */
export function describePlan(plan: QuarantinePlan, where: string): string[] {
  return [
    ...describe(plan, 'would go  '),
    `Nothing is changed. To remove it: ${auditCommand('quarantine FILE --reason TEXT', where)}, with a FILE that keeps it.`,
  ];
}

/** What was removed, and the next steps. */
export function describeQuarantined(
  { plan, quarantine, leaf }: Quarantined,
  { file, where }: { readonly file: string; readonly where: string },
): string[] {
  return [
    ...describe(plan, 'removed   '),
    `kept in   ${file} (SHA-256 ${quarantine.evidence}). It may name patients: keep it as evidence.`,
    `on record ${leaf}`,
    'Next:',
    '- Find out who wrote it. Change the password of the database login, or the rights on the file.',
    '- Gateways on a server continue within a second; start those that have stopped.',
    `- ${auditCommand('verify', where)}, with every checkpoint that was published (--anchor), and guards (--guard).`,
  ];
}

function describe({ end, tail, headFault, remembered }: QuarantinePlan, verb: string): string[] {
  const { size, root } = end.head;
  const hidden = tail.batches - tail.shown.length;
  return [
    `proven    records 0..${size - 1} of ${end.origin}, root ${root.toString('hex')}`,
    remembered === 0
      ? 'outside   no checkpoint was given that covers them: give --guard, --checkpoint or --witness'
      : `outside   the largest given checkpoint covers ${remembered}`,
    ...(headFault === null
      ? [
          `${verb}${countOf(tail.records, 'record')} in ${countOf(tail.batches, 'batch', 'batches')} after record ${size - 1}, root ${tail.root.toString('hex')}`,
        ]
      : [`head row  ${headFault}`]),
    ...tail.shown.map((batch) => `  ${describeBatch(batch)}`),
    ...(hidden > 0 ? [`  and ${countOf(hidden, 'batch', 'batches')} more`] : []),
    ...(tail.openings.length > 0
      ? [`  with ${countOf(tail.openings.length, 'text')} that are stored for them`]
      : []),
  ];
}

function describeBatch({ first, kinds, at, signers }: TailBatch): string {
  const what = kinds.length === 0 ? 'no readable record' : kinds.join(', ');
  const when = at === null ? '' : `, says ${isoTime(at)}`;
  const who =
    signers.length === 0
      ? 'not signed'
      : `claims the signature of ${signers.join(', ')}, which proves nothing`;
  return `from ${first}: ${what}${when}; ${who}`;
}
