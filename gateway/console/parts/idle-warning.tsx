import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { idleFor } from '../session/activity.ts';
import { useSession } from '../session/session-context.tsx';
import { Dialog } from './dialog.tsx';

/**
 * Warns before the sign-in ends after idle time (WCAG 2.2, 2.2.1). Each key and click is activity, in any tab, so it keeps
 * the sign-in and ends the warning.
 */
export function IdleWarning() {
  const { idleMinutes } = useSession().settings;
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const idleMs = idleMinutes * 60_000;
    const warnFrom = idleMs - Math.min(WARNING_MS, idleMs / 2);
    const timer = setInterval(() => setNear((idleFor(Date.now()) ?? 0) >= warnFrom), CHECK_MS);
    return () => clearInterval(timer);
  }, [idleMinutes]);
  if (!isNear) return null;
  const close = () => setNear(false);
  return (
    <Dialog title="You will be signed out soon" onClose={close}>
      <p>
        There was no activity for a while. After {idleMinutes} minutes without activity you are
        signed out, and what you have not sent is lost.
      </p>
      <div className="dialog-foot">
        <Button className="button primary" onPress={close}>
          Stay signed in
        </Button>
      </div>
    </Dialog>
  );
}

const WARNING_MS = 60_000;
const CHECK_MS = 1_000;
