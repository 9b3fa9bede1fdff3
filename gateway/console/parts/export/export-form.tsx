import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { AskError } from '../../api/ask.ts';
import { fetchExport } from '../../api/fetch-export.ts';
import type { ExportedFile, ExportProgress } from '../../api/fetch-export.ts';
import { useSession } from '../../session/session-context.tsx';
import type { FileChoice } from '../../words/formats.ts';
import { whole } from '../../words/numbers.ts';
import { FAILURE_WORDS } from '../../words/failures.ts';
import { saveFile } from './save-file.ts';
import { Sign } from '../sign.tsx';

/** Downloads what is shown as a file: how far it is, and whether it came whole. One that didn't isn't saved. */
export function ExportForm({
  choices,
  filter,
  orderBy = null,
}: {
  readonly choices: readonly FileChoice[];
  readonly filter: object;
  readonly orderBy?: object | null;
}) {
  const session = useSession();
  const [chosen, setChosen] = useState(0);
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const stopping = useRef<AbortController | null>(null);
  const fetching = useMutation<ExportedFile, AskError, FileChoice>({
    mutationFn: ({ report, format }) => {
      stopping.current = new AbortController();
      setProgress(null);
      const request = { report, format, filter, orderBy };
      return fetchExport(session, request, setProgress, stopping.current.signal);
    },
    onSuccess: ({ name, content }) => saveFile(name, content),
  });
  const choice = choices[chosen];
  if (choice === undefined) return null;
  return (
    <div className="export">
      <select
        className="select"
        aria-label="Format of the file"
        value={chosen}
        disabled={fetching.isPending}
        onChange={({ target }) => setChosen(Number(target.value))}
      >
        {choices.map(({ label }, index) => (
          <option key={label} value={index}>
            {label}
          </option>
        ))}
      </select>
      {fetching.isPending ? (
        <Button className="button" onPress={() => stopping.current?.abort()}>
          Cancel
        </Button>
      ) : (
        <Button className="button" onPress={() => fetching.mutate(choice)}>
          Download
        </Button>
      )}
      <p role="status" className="export-state">
        {fetching.isPending && progressWords(progress)}
        {fetching.isSuccess && (
          <span className="good-text">
            <Sign name="check" /> {fetching.data.name} came whole
          </span>
        )}
        {fetching.error !== null && (
          <span className={fetching.error.kind === 'cancelled' ? 'faint' : 'bad-text'}>
            <Sign name="cross" /> {FAILURE_WORDS[fetching.error.kind].title}.{' '}
            {FAILURE_WORDS[fetching.error.kind].text}
          </span>
        )}
      </p>
    </div>
  );
}

function progressWords(progress: ExportProgress | null): string {
  if (progress === null) return 'Preparing …';
  const { lines, rows } = progress;
  return rows === null || rows < lines
    ? `${whole(lines)} lines …`
    : `${whole(lines)} of ${whole(rows)} rows …`;
}
