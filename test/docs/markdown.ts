import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';

const ROOT = dirname(packageFile('package.json'));
const FOLDERS = ['deploy', 'directives', 'docs', 'gateway', 'schema', 'test'];

/** A page of the documentation. */
export interface Page {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
}

/** A fenced block of code. */
export interface CodeBlock {
  readonly language: string;
  /** What follows the language, such as `part`. */
  readonly mark: string;
  readonly code: string;
  /** Line of the fence, from 1. */
  readonly line: number;
}

/** Every Markdown page of the repository. */
export function readPages(): readonly Page[] {
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(folder, file),
    ),
  );
  return [...readdirSync(ROOT), ...inFolders]
    .filter((file) => file.endsWith('.md') && !file.includes('node_modules'))
    .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
}

const FENCE = /^( *)```([a-z]*) ?([a-z]*)\n([\s\S]*?)^\1```$/gm;

/** The fenced blocks of a page, without the indentation that a list gives them. */
export function codeBlocks({ text }: Page): readonly CodeBlock[] {
  return [...text.matchAll(FENCE)].map((match) => {
    const [, indent = '', language = '', mark = '', code = ''] = match;
    return {
      language,
      mark,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
      line: text.slice(0, match.index).split('\n').length,
    };
  });
}

/** The text of a page without its fenced blocks. */
export function prose({ text }: Page): string {
  return text.replaceAll(FENCE, '');
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors(page: Page): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const found = [...prose(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = '']) => {
    const slug = slugOf(heading);
    const count = counts.get(slug) ?? 0;
    counts.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
  return new Set(found);
}

function slugOf(heading: string): string {
  return heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Links to the sections of a page, as `[Deploy](#deploy)`. */
export function sectionLinks(page: Page): readonly string[] {
  return [...prose(page).matchAll(/^## (.+)$/gm)].map(
    ([, heading = '']) => `[${heading}](#${slugOf(heading)})`,
  );
}

/** A table. Cells may hold bars. */
export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}
