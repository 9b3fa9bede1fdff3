import { replaceFile } from '../../../../../gateway/audit/store/files/replace-file.ts';

// Writes so many characters to a file, in a process of its own whose files may be limited.
const [path = '', length = '0'] = process.argv.slice(2);
replaceFile(path, 'x'.repeat(Number(length)));
