/** The page's look, in the reader's own color scheme. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#ddd8e4, #3a3545); --soft: light-dark(#6a6475, #a49db2); --chip: light-dark(#f1edf7, #2a2536); --accent: light-dark(#632ca6, #b794f0); }
body { margin: 0 auto; max-width: 90rem; padding: 1.5rem; font: 15px/1.5 system-ui, sans-serif; background: light-dark(#fff, #17141f); color: light-dark(#1f1b27, #eae6f2); }
h1 { margin: 0; color: var(--accent); font-size: 1.5rem; }
h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
header p, .empty { color: var(--soft); }
main { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tags span { display: inline-block; margin: 1px 0; padding: 0 .4rem; border-radius: 4px; background: var(--chip); overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
input, button { font: inherit; padding: .2rem .5rem; }
`;
