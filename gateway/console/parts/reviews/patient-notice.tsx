import { ERASED } from '../../../audit/tlog/leaf-terms.ts';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import type { UnusualCase } from '../../api/operations.types.ts';
import { BREAK_GLASS_NOTICE } from '../../words/formats.ts';
import { Dialog } from '../dialog.tsx';
import { ExportForm } from '../export/export-form.tsx';
import { PatientName } from '../people/patient-name.tsx';

/** Writes the letter that informs the patient of break-glass access, from a case or an entry of the queue. */
export function PatientNotice({
  cases,
  about,
}: {
  readonly cases: readonly UnusualCase[];
  /** For screen readers. */
  readonly about: string;
}) {
  const [isOpen, setOpen] = useState(false);
  const broken = cases.filter(({ reasons }) => reasons.some(({ rule }) => rule === 'BREAK_GLASS'));
  const [first] = broken;
  const patient = first?.patient ?? null;
  if (first === undefined || patient === null || patient === ERASED) return null;
  const filter = {
    patient,
    since: broken.map(({ since }) => since).reduce((one, other) => (one < other ? one : other)),
    until: broken.map(({ until }) => until).reduce((one, other) => (one > other ? one : other)),
  };
  return (
    <>
      <Button className="button" onPress={() => setOpen(true)}>
        Write notice to the patient …<span className="visually-hidden"> {about}</span>
      </Button>
      {isOpen && (
        <Dialog title="Notice of emergency access" onClose={() => setOpen(false)}>
          <p>
            A letter to <PatientName id={patient} isShort /> that lists the emergency access of this
            case. Nothing is sent: you download the letter and send it.
          </p>
          <ExportForm
            choices={BREAK_GLASS_NOTICE}
            filter={filter}
            language="choose"
            label="Letter"
            button="Download notice"
          />
          <div className="dialog-foot">
            <Button className="button" onPress={() => setOpen(false)}>
              Close
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
