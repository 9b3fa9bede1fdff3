/** Prints rows under their head as Markdown does a table. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  process.stdout.write([head, head.map(() => '---'), ...rows].map(line).join(''));
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
