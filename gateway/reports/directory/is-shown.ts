import { isRecordable } from '../../platform/recorded-text.ts';
import { isPlaceholder } from '../catalog/patient-placeholder.ts';

/** Whether an id is that of a patient whose lookup can be recorded. */
export function isShown(id: string): boolean {
  return id !== '' && id.length <= MAX_ID && isRecordable(id) && !isPlaceholder(id);
}

const MAX_ID = 256;
