import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, Label, TextArea, TextField } from 'react-aria-components';
import type { OwnEvent, AskQuestion } from '../../api/operations.types.ts';
import type { RequestError } from '../../api/request-error.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { isCode } from '../../words/is-code.ts';
import { useWords } from '../../words/words-context.ts';
import { Dialog } from '../dialog.tsx';
import { Sign } from '../sign.tsx';

/** Asks the privacy office about an access. */
export function AskDialog({
  event,
  about,
  onAsked,
  onClose,
}: {
  readonly event: OwnEvent;
  /** The access in words. */
  readonly about: string;
  readonly onAsked: () => void;
  readonly onClose: () => void;
}) {
  const session = useSession();
  const { questions, files } = useWords();
  const [text, setText] = useState('');
  const asking = useMutation<AskQuestion, RequestError>({
    mutationFn: () =>
      sendOperation(session, 'AskQuestion', {
        event: event.id,
        text: text.trim() === '' ? null : text,
      }),
    onSuccess: onAsked,
  });
  return (
    <Dialog title={questions.dialog} onClose={onClose}>
      <form
        onSubmit={(submitted) => {
          submitted.preventDefault();
          asking.mutate();
        }}
      >
        <p className="faint">
          <bdi>{about}</bdi>
        </p>
        <TextField className="field" value={text} onChange={setText} maxLength={MAX_CHARACTERS}>
          <Label>{questions.text}</Label>
          <TextArea rows={4} />
        </TextField>
        <p className="faint">{questions.hint}</p>
        {asking.error !== null && <Refused error={asking.error} />}
        <div className="dialog-foot">
          <Button type="button" className="button" onPress={onClose}>
            {files.cancel}
          </Button>
          <Button type="submit" className="button primary" isDisabled={asking.isPending}>
            {asking.isPending ? questions.sending : questions.send}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As many as the gateway accepts. */
const MAX_CHARACTERS = 500;

function Refused({ error: { codes, kind } }: { readonly error: RequestError }) {
  const { questions, failed } = useWords();
  const code = codes.find((each) => isCode(questions.refused, each));
  const text =
    code !== undefined && isCode(questions.refused, code)
      ? questions.refused[code]
      : failed.requests[kind].title;
  return (
    <p role="alert" className="bad-text">
      <Sign name="cross" /> {text}
    </p>
  );
}
