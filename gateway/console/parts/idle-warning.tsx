import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { idleFor } from '../session/activity.ts';
import { useSession } from '../session/session-context.tsx';
import { useWords } from '../words/words-context.ts';
import { Dialog } from './dialog.tsx';

/**
 * Warns before the sign-in ends after idle time (WCAG 2.2, 2.2.1). Each key and click is activity, in any tab, so it keeps
 * the sign-in and ends the warning.
 */
export function IdleWarning() {
  const { idleMinutes } = useSession().settings;
  const { idleWarning, stay } = useWords().signIn;
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const idleMs = idleMinutes * 60_000;
    const warnFrom = idleMs - Math.min(WARNING_MS, idleMs / 2);
    const timer = setInterval(() => setNear((idleFor(Date.now()) ?? 0) >= warnFrom), CHECK_MS);
    return () => clearInterval(timer);
  }, [idleMinutes]);
  if (!isNear) return null;
  const close = () => setNear(false);
  const { title, text } = idleWarning(idleMinutes);
  return (
    <Dialog title={title} onClose={close}>
      <p>{text}</p>
      <div className="dialog-foot">
        <Button className="button primary" onPress={close}>
          {stay}
        </Button>
      </div>
    </Dialog>
  );
}

const WARNING_MS = 60_000;
const CHECK_MS = 1_000;
