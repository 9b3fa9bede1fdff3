import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { fetchExport } from '../../api/fetch-export.ts';
import type { ExportedFile, ExportProgress } from '../../api/fetch-export.ts';
import type { RequestError } from '../../api/request-error.ts';
import { useSession } from '../../session/session-context.tsx';
import type { FileChoice } from '../../words/formats.ts';
import { whole } from '../../words/numbers.ts';
import { FAILURE_WORDS } from '../../words/failures.ts';
import { saveFile } from './save-file.ts';
import { Sign } from '../sign.tsx';

/** Downloads a report as a file and shows the progress. An incomplete file is not saved. */
export function ExportForm({
  choices,
  filter,
  orderBy = null,
  label: formLabel = 'Format of the file',
  button = 'Download',
}: {
  readonly choices: readonly FileChoice[];
  readonly filter: object;
  /** Null for the report's own order. */
  readonly orderBy?: object | null;
  /** Label of the choice, and text of the button: they differ between forms on one page. */
  readonly label?: string;
  readonly button?: string;
}) {
  const session = useSession();
  const [chosen, setChosen] = useState(0);
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const abort = useRef<AbortController | null>(null);
  const fetching = useMutation<ExportedFile, RequestError, FileChoice>({
    mutationFn: ({ report, format }) => {
      abort.current = new AbortController();
      setProgress(null);
      const request = { report, format, filter, orderBy };
      return fetchExport(session, request, setProgress, abort.current.signal);
    },
    onSuccess: ({ name, content }) => saveFile(name, content),
  });
  const choice = choices[chosen];
  if (choice === undefined) return null;
  return (
    <div className="export">
      <select
        className="select"
        aria-label={formLabel}
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
        <Button className="button" onPress={() => abort.current?.abort()}>
          Cancel
        </Button>
      ) : (
        <Button className="button" onPress={() => fetching.mutate(choice)}>
          {button}
        </Button>
      )}
      <p role="status" className="export-state">
        {fetching.isPending && progressWords(progress)}
        {fetching.isSuccess && (
          <span className="good-text">
            <Sign name="check" /> {fetching.data.name} downloaded completely
          </span>
        )}
        {fetching.error !== null && (
          <span className={fetching.error.kind === 'canceled' ? 'faint' : 'bad-text'}>
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
  // A file can have more lines than rows, such as the line of its column names.
  return rows === null || rows < lines
    ? `${whole(lines)} lines …`
    : `${whole(lines)} of ${whole(rows)} rows …`;
}
