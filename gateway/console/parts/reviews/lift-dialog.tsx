import type { Suppression } from '../../api/operations.types.ts';
import { sendOperation } from '../../api/send-operation.ts';
import { useSession } from '../../session/session-context.tsx';
import { UNUSUAL_RULE_WORDS } from '../../words/unusual-rules.ts';
import { useActorText } from '../people/people-context.ts';
import { TextDialog } from './case-dialog.tsx';
import type { TextDialogProps } from './case-dialog.tsx';

/** Lifts a suppression with a reason. */
export function LiftDialog({
  suppression: { leaf, rule, actor, issuer },
  ...rest
}: TextDialogProps<Suppression> & { readonly suppression: Suppression }) {
  const session = useSession();
  const who = useActorText({ subject: actor, issuer }, null);
  return (
    <TextDialog
      {...rest}
      about={
        <>
          <bdi>{who}</bdi>, {UNUSUAL_RULE_WORDS[rule]}
        </>
      }
      title="Lift this suppression"
      label="Reason: what was wrong or has changed"
      hint="It is recorded in your name and cannot be undone. The cases that it covered await review again."
      action="Lift"
      pending="Lifting …"
      sign={async (reason) =>
        (await sendOperation(session, 'LiftSuppression', { suppression: leaf, reason }))
          .liftSuppression
      }
    />
  );
}
