import { Fragment, useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import type {
  QueueEntry,
  Review,
  ReviewFinding,
  StepResult,
  Viewer,
} from '../../api/operations.types.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useReportQuery } from '../../api/use-report-query.ts';
import { useSession } from '../../session/session-context.tsx';
import { count } from '../../words/numbers.ts';
import { accountKey, useActorText } from '../people/people-context.ts';
import type { Account } from '../people/people-context.ts';
import { PersonField } from '../people/person-field.tsx';
import type { Chosen } from '../people/person-field.tsx';
import {
  attachmentInput,
  AttachmentsField,
  isComplete,
  type NewAttachment,
} from './attachments-field.tsx';
import { latestReview, TextDialog } from './case-dialog.tsx';
import type { TextDialogProps } from './case-dialog.tsx';
import { FindingField } from './finding-field.tsx';

type EntryDialogProps = TextDialogProps<readonly StepResult[]> & {
  readonly entries: readonly QueueEntry[];
};

/** Cases that the gateway takes in one request. */
const MAX_CASES = 50;

/** The cases of entries that are not closed, with what the reviewer sees of them. */
export function openCasesOf(entries: readonly QueueEntry[]) {
  return entries
    .flatMap(({ cases }) => cases)
    .filter(({ state }) => state !== 'CLOSED')
    .map((each) => ({ case: each.id, events: each.events, latest: latestReview(each) }));
}

/** Sends the cases of entries in as many requests as they need, one after the other. */
export async function sendInParts(
  entries: readonly QueueEntry[],
  send: (cases: ReturnType<typeof openCasesOf>) => Promise<readonly StepResult[]>,
): Promise<readonly StepResult[]> {
  const cases = openCasesOf(entries);
  const results: StepResult[] = [];
  for (let at = 0; at < cases.length; at += MAX_CASES)
    results.push(...(await send(cases.slice(at, at + MAX_CASES))));
  return results;
}

/** Closes all cases of entries with one finding and one note. */
export function CloseEntriesDialog({ entries, ...rest }: EntryDialogProps) {
  const session = useSession();
  const [verdict, setVerdict] = useState<ReviewFinding | null>(null);
  return (
    <TextDialog
      {...rest}
      about={<Actors of={entries} />}
      title={`Close ${count(openCasesOf(entries).length, 'case')}`}
      label="Note: who was asked, what, and what they answered"
      hint="It is recorded in your name for each case and cannot be undone. If it turns out to be wrong, reopen the case."
      action="Close"
      pending="Closing …"
      isComplete={verdict !== null}
      sign={(note) =>
        sendInParts(entries, async (cases) => {
          if (verdict === null) throw new TypeError('A case is closed with a finding.');
          return (await sendOperation(session, 'CloseCases', { cases, verdict, note })).closeCases;
        })
      }
    >
      <FindingField value={verdict} onChange={setVerdict} />
    </TextDialog>
  );
}

/** Assigns all cases of an entry to an account, by a day. */
export function AssignDialog({ entries, ...rest }: EntryDialogProps) {
  const session = useSession();
  const viewer = useReportQuery('CurrentViewer', {});
  const [chosen, setChosen] = useState<Chosen | 'typing' | null>(null);
  const [due, setDue] = useState(entries[0]?.due ?? '');
  const { id, issuer } =
    chosen === 'typing'
      ? TO_NO_ACCOUNT
      : (chosen ?? workerOf(entries) ?? accountOf(viewer.data?.viewer) ?? TO_NO_ACCOUNT);
  const account = id.trim();
  return (
    <TextDialog
      {...rest}
      about={<Actors of={entries} />}
      title="Assign"
      label="Note, if it needs one"
      hint="It is recorded in your name. Leave the first field empty to assign it to no account."
      action="Assign"
      pending="Assigning …"
      isTextNeeded={false}
      isComplete={chosen !== 'typing' && (account !== '' || due === '')}
      sign={(note) =>
        sendInParts(entries, async (cases) => {
          const { assign } = await sendOperation(session, 'AssignCases', {
            cases,
            assignee: account === '' ? null : account,
            issuer: account === '' ? null : issuer,
            due: due === '' ? null : due,
            note: note === '' ? null : note,
          });
          return assign;
        })
      }
    >
      <PersonField
        among="ACTORS"
        label="Assign to"
        placeholder="account of the reviewer"
        value={id}
        issuer={issuer}
        isExact
        onChange={(text) => setChosen(text === null ? 'typing' : { id: text, issuer: null })}
        onChoose={setChosen}
      />
      <TextField className="field" type="date" value={due} onChange={setDue}>
        <Label>Due, if by a day</Label>
        <Input />
      </TextField>
    </TextDialog>
  );
}

const TO_NO_ACCOUNT: Chosen = { id: '', issuer: null };

/** The account that works on the first entry. */
function workerOf([entry]: readonly QueueEntry[]): Chosen | null {
  if (entry === undefined || entry.assignee === null) return null;
  return { id: entry.assignee, issuer: entry.assigneeIssuer };
}

function accountOf(viewer: Viewer | undefined): Chosen | null {
  return viewer === undefined ? null : { id: viewer.subject, issuer: viewer.issuer };
}

/** Adds a comment to the newest case of an entry. */
export function CommentDialog({
  entry,
  ...rest
}: TextDialogProps<Review> & { readonly entry: QueueEntry }) {
  const session = useSession();
  const [newest] = entry.cases;
  const [attachments, setAttachments] = useState<readonly NewAttachment[]>([]);
  return (
    <TextDialog
      {...rest}
      about={<Actors of={[entry]} />}
      title="Comment"
      label="Comment"
      hint="It is recorded in your name and cannot be undone."
      action="Add comment"
      pending="Adding …"
      isComplete={newest !== undefined && attachments.every(isComplete)}
      sign={async (text) => {
        if (newest === undefined) throw new TypeError('An entry has a case.');
        const latest = latestReview(newest);
        const refersTo = { attachments: attachments.map(attachmentInput), latest };
        return (await sendOperation(session, 'CommentCase', { case: newest.id, text, ...refersTo }))
          .comment;
      }}
    >
      <AttachmentsField attachments={attachments} onChange={setAttachments} />
    </TextDialog>
  );
}

/** The actors of entries by name, each once. */
function Actors({ of }: { readonly of: readonly QueueEntry[] }) {
  const actors = new Map(
    of.map((entry) => [accountKey({ subject: entry.actor, issuer: entry.issuer }), entry]),
  );
  return [...actors].map(([key, { actor, issuer, actorName }], index) => (
    <Fragment key={key}>
      {index > 0 && ', '}
      <ActorText account={{ subject: actor, issuer }} recordedName={actorName} />
    </Fragment>
  ));
}

function ActorText({
  account,
  recordedName,
}: {
  readonly account: Account;
  readonly recordedName: string | null;
}) {
  return <bdi>{useActorText(account, recordedName)}</bdi>;
}
