/** Styles for light and dark screens and for A4 landscape, legible in black and white. */
export const MATRIX_STYLE = `
:root {
  color-scheme: light dark;
  --ink: #16202a; --soft: #55626f; --line: #c9d1d9; --paper: #fff; --band: #eef2f6;
  --full: #cfe8d5; --part: #fdebc2; --on-full: #0e3b1d; --on-part: #4a3200; --warn: #a3211b;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ink: #e6ebf0; --soft: #a3afbb; --line: #3a4651; --paper: #12181e; --band: #1d262e;
    --full: #1d4a2b; --part: #574310; --on-full: #d5f2dc; --on-part: #ffeab8; --warn: #ff9d94;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 2rem; max-width: 82rem; background: var(--paper); color: var(--ink);
  font: 14px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, "Liberation Sans", sans-serif;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; break-after: avoid; }
p { margin: .3rem 0 .6rem; max-width: 62rem; }
code { font-family: ui-monospace, "SF Mono", Consolas, "Liberation Mono", monospace; font-size: .92em; }
.soft, small { color: var(--soft); }
.warn { color: var(--warn); font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: .28rem .5rem; text-align: left; vertical-align: top; }
thead th { background: var(--band); vertical-align: bottom; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: .8rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.side { display: grid; grid-template-columns: repeat(auto-fit, minmax(24rem, 1fr)); gap: 0 2.5rem; }
.matrix th[scope=row] { font-weight: 400; overflow-wrap: anywhere; }
.matrix .role { text-align: center; min-width: 4.6rem; }
.matrix.many .role { min-width: 2rem; padding-inline: .2rem; }
.matrix.many thead .role span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 11rem; }
.matrix .type th { background: var(--band); font-weight: 600; break-after: avoid; }
.matrix .type small { font-weight: 400; margin-left: .6rem; }
.matrix tbody { break-inside: auto; }
.view { text-align: center; white-space: nowrap; }
.view.full { background: var(--full); color: var(--on-full); }
.view.part { background: var(--part); color: var(--on-part); }
.view.none, .view.null { color: var(--soft); }
.view:not(.none)::before {
  content: ""; display: inline-block; width: .62em; height: .62em; margin-right: .45em;
  border: 1px solid currentColor; border-radius: 50%;
}
.view.full::before { background: currentColor; }
.view.part::before { border-width: .2em; }
.legend .view { min-width: 8rem; }
.sign { break-inside: avoid; margin-top: 2.5rem; }
.sign table { margin-top: .8rem; }
.sign td { height: 3.4rem; width: 25%; }
@page {
  size: A4 landscape; margin: 13mm 12mm 15mm;
  @bottom-right { content: "Page " counter(page) " of " counter(pages); font: 8pt sans-serif; color: #55626f; }
}
@media print {
  body { padding: 0; max-width: none; font-size: 8.5pt; }
  h1 { font-size: 16pt; } h2 { font-size: 11pt; }
  th, td { padding: 2pt 4pt; }
  .view, .view::before, thead th, .matrix .type th { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
