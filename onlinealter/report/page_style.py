"""How the HTML page looks: one style block, no font or picture from elsewhere; light, dark and on paper."""

STYLE = """
:root { color-scheme: light dark; --back: #fff; --text: #1c2024; --weak: #60646c; --line: #d9d9e0; --soft: #f4f4f6;
  --good: #18794e; --bad: #c62a2f; --bar: #3e63dd; --weak-bar: #9b8ee0; --test: #8b8d98;
  --pause0: #f76b15; --pause1: #ab4aba; --pause2: #12a594; --pause3: #e5484d; --pause4: #b8860b; }
@media screen and (prefers-color-scheme: dark) {
  :root { --back: #111113; --text: #edeef0; --weak: #b0b4ba; --line: #363a3f; --soft: #1c1d20;
    --good: #3dd68c; --bad: #ff9592; --bar: #5472e4; --weak-bar: #7b6fd0; --test: #777b84;
    --pause0: #ff8b3e; --pause1: #d19dff; --pause2: #0bd8b6; --pause3: #ff9592; --pause4: #ffca16; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 60rem; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0.5rem 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; padding-top: 0.5rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 0.25rem; }
p { margin: 0.5rem 0; overflow-wrap: anywhere; }
.verdict { padding: 0.75rem 1rem; border-left: 0.4rem solid; background: var(--soft); font-size: 1.1rem; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.5rem; margin: 1rem 0; }
dl div { display: flex; flex-direction: column; justify-content: space-between; padding: 0.5rem 0.75rem;
  border: 1px solid var(--line); border-radius: 0.4rem; }
dt { color: var(--weak); font-size: 0.85rem; line-height: 1.3; } dd { margin: 0; font-size: 1.25rem; font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; font-size: 0.95rem; }
th, td { padding: 0.3rem 0.6rem 0.3rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
td { overflow-wrap: break-word; } td:last-child { overflow-wrap: anywhere; } .wide { overflow-x: auto; }
th { color: var(--weak); font-weight: 500; font-size: 0.85rem; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
th.number { white-space: normal; } .wide td:last-child:not(.number) { min-width: 7rem; }
.number + td:not(.number), .number + th:not(.number) { padding-left: 1rem; }
.schedule td, .schedule th { padding: 0.2rem 0.5rem 0.2rem 0; }
.schedule .what { width: 8.5rem; overflow-wrap: normal; } .schedule .number { width: 5rem; }
.schedule small { display: block; color: var(--weak); line-height: 1.2; } .schedule small.bad { color: var(--bad); }
.schedule svg { display: block; width: 100%; height: 1.1rem; margin-top: 0.2rem; background: var(--soft); }
.bar { fill: var(--bar); } .stand-in { fill: var(--weak-bar); } .test { fill: var(--test); } .failed { fill: var(--bad); }
.pause0 { fill: var(--pause0); } .pause1 { fill: var(--pause1); } .pause2 { fill: var(--pause2); }
.pause3 { fill: var(--pause3); } .pause4 { fill: var(--pause4); }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; font-size: 0.85rem; color: var(--weak); margin: 0.5rem 0; }
.key svg { width: 0.8rem; height: 0.8rem; margin-right: 0.35rem; vertical-align: -0.05rem; }
figure { margin: 0.75rem 0 1.25rem; } figcaption { font-size: 0.9rem; } figcaption span { color: var(--weak); }
.plot { display: block; width: 100%; height: 8rem; border-bottom: 1px solid var(--weak); background: var(--soft); }
.line { fill: none; stroke: var(--bar); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round;
  vector-effect: non-scaling-stroke; }
.band { fill: var(--bar); opacity: 0.25; }
.grid { stroke: var(--line); stroke-width: 1; vector-effect: non-scaling-stroke; }
.limit { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 6 4; vector-effect: non-scaling-stroke; }
.axis { display: flex; justify-content: space-between; color: var(--weak); font-size: 0.8rem; }
pre { margin: 0.5rem 0; padding: 0.75rem; background: var(--soft); border-radius: 0.4rem; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 0.85rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
details { margin: 0.4rem 0; } summary { cursor: pointer; overflow-wrap: anywhere; }
footer { margin-top: 2rem; color: var(--weak); font-size: 0.85rem; }
@media (max-width: 32rem) {
  body { padding: 0.75rem; font-size: 15px; } h1 { font-size: 1.25rem; } .verdict { font-size: 1rem; }
  dl { grid-template-columns: repeat(2, 1fr); }
  .schedule .what { width: 5.5rem; } .schedule .number { width: 4.5rem; font-size: 0.85rem; } }
@media print {
  body { max-width: none; font-size: 11pt; padding: 0; }
  h2, h3, figcaption { break-after: avoid; } figure, tr, dl div, .schedule { break-inside: avoid; }
  footer { display: none; }
  details:not(.folded)::details-content { display: block; content-visibility: visible; }
  svg, .verdict, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""
