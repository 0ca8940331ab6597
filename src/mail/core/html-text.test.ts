import { expect, test } from 'vitest'
import { htmlText } from './html-text.ts'

test.each([
  ['<p>Hello <b>you</b> &amp; me</p>', 'Hello you & me'],
  ['<HTML><HEAD><TITLE>t</TITLE><style>p{}</style></HEAD><body>one<br>two</body></HTML>', 'one\ntwo'],
  ['<div>one</div>\r\n  <div>two\n three</div>', 'one\n\ntwo three'],
  ['a<script>alert("</b>")</script>b<!-- <p>no</p> -->c', 'abc'],
  ['1 < 2 &lt;b&gt; &#8364; &#x20ac; &#99999999; &unknown;', '1 < 2 <b> € € &#99999999; &unknown;'],
  ['<td>a</td><td>b</td>', 'a b'],
  ['open <a href="x', 'open'],
  ['open <!-- for ever', 'open'],
  ['<script>for ever', ''],
  ['&#1114112;&#xd800;', '\ufffd\ud800'],
  ['İ<p>ı</p>', 'İ\nı'],
])('%j', (html, text) => expect(htmlText(html)).toBe(text))

test.each(['<', '<!--', '<a href=', '<script>', '</', '&', '<li> \n', '<br> \n\t', '<p', '> ', '\n'])(
  'a megabyte of %j is read to its end',
  (piece) => {
    expect(htmlText(piece.repeat(1e6 / piece.length)).length).toBeLessThanOrEqual(1e6)
  },
)
