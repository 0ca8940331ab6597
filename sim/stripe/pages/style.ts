// The style of the hosted pages, served as /sim/assets/sim.css. It is a string so that the build needs no copy step.
export const style = `
:root { color-scheme: light dark; --page: #f4f6f8; --card: #fff; --text: #17202a; --soft: #4d5966; --line: #c9d1d9; --accent: #1f4fd8; --accent-text: #fff; --bad: #a3161a; --bad-page: #fdecec; --notice: #fff4d6; --notice-text: #513b00; --good: #14622f; }
@media (prefers-color-scheme: dark) { :root { --page: #10151b; --card: #1a212a; --text: #e8edf2; --soft: #aeb9c5; --line: #3b4653; --accent: #8fb0ff; --accent-text: #0b1530; --bad: #ff9a9a; --bad-page: #3a1719; --notice: #3b2f0c; --notice-text: #ffe3a0; --good: #86d9a2; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
.notice { margin: 0; padding: .6rem 1rem; background: var(--notice); color: var(--notice-text); text-align: center; font-weight: 600; }
main { max-width: 34rem; margin: 0 auto; padding: 1rem; }
main.wide { max-width: 70rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1rem 0; }
h2 { font-size: 1.15rem; margin: 0 0 .75rem; }
section, .card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem; margin: 0 0 1rem; }
p { margin: 0 0 .75rem; }
.soft { color: var(--soft); }
.error { background: var(--bad-page); color: var(--bad); border: 1px solid currentColor; border-radius: .5rem; padding: .75rem 1rem; margin: 0 0 1rem; }
.good { color: var(--good); font-weight: 600; }
a { color: var(--accent); }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .45rem .5rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
td.amount, th.amount { text-align: right; white-space: nowrap; padding-right: 0; }
tfoot th, tfoot td { border-bottom: 0; font-weight: 700; }
.scroll { overflow-x: auto; }
.scroll table { min-width: 34rem; }
.wide .scroll table { min-width: 48rem; }
@media (max-width: 48rem) { .wide .stacked table { min-width: 0; } .stacked table, .stacked tbody, .stacked tr, .stacked td { display: block; } .stacked thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); } .stacked tr { border-bottom: 1px solid var(--line); padding: .6rem 0; } .stacked tr:last-child { border-bottom: 0; } .stacked td { border: 0; padding: .15rem 0; overflow-wrap: anywhere; } .stacked button.small { min-height: 2.75rem; } }
.scroll + form { margin-top: .75rem; }
.scroll td.amount, .scroll th.amount { padding-right: 1rem; }
.choice .soft { white-space: nowrap; }
fieldset { border: 0; padding: 0; margin: 0 0 1rem; min-width: 0; }
legend, label.top { font-weight: 600; margin-bottom: .4rem; padding: 0; display: block; }
.choice { display: flex; gap: .6rem; align-items: center; padding: .6rem .7rem; border: 1px solid var(--line); border-radius: .5rem; margin-bottom: .4rem; min-height: 2.75rem; cursor: pointer; }
.choice:has(:checked) { border-color: var(--accent); outline: 1px solid var(--accent); }
.choice input { width: 1.15rem; height: 1.15rem; flex: none; accent-color: var(--accent); }
input[type=text], input[type=email], input[type=number], select { width: 100%; min-height: 2.75rem; padding: .5rem .7rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .5rem; }
button, .button { display: inline-block; min-height: 2.75rem; padding: .5rem 1.1rem; font: inherit; font-weight: 600; border: 1px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--accent-text); cursor: pointer; text-decoration: none; text-align: center; }
button.plain { background: transparent; color: var(--accent); }
button.full { width: 100%; }
button.small { min-height: 2.25rem; padding: .25rem .7rem; font-size: .9rem; }
.row { display: flex; flex-wrap: wrap; gap: .6rem; align-items: end; }
.row > .grow { flex: 1 1 10rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 0 .75rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
code { font-size: .9em; overflow-wrap: anywhere; }
`
