/** Prints rows under their head as Markdown does a table. */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  process.stdout.write([head, head.map(() => '---'), ...rows].map(line).join(''));
}

/** Prints a further row of it. */
export function printRow(cells: readonly string[]): void {
  process.stdout.write(line(cells));
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}
