import { expect, test } from 'vitest'
import { makeManagementParser, parseStatus } from './openvpn-management-text.ts'
import type { ManagementMessage } from './openvpn-management-text.ts'

const STREAM = [
  ">INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info",
  '>HOLD:Waiting for hold release:0',
  'SUCCESS: hold release succeeded',
  '>CLIENT:CONNECT,3,1',
  '>CLIENT:ENV,common_name=ov-10',
  '>CLIENT:ENV,tls_serial_0=1234',
  '>CLIENT:ENV,empty=',
  '>CLIENT:ENV,odd=a=b,c',
  '>CLIENT:ENV,END',
  '>CLIENT:ADDRESS,3,10.88.0.10,1',
  '>CLIENT:DISCONNECT,3',
  '>CLIENT:ENV,bytes_received=10',
  '>CLIENT:ENV,END',
  'END',
  '',
].join('\r\n')

const MESSAGES: ManagementMessage[] = [
  { kind: 'notice', name: 'INFO', text: "OpenVPN Management Interface Version 5 -- type 'help' for more info" },
  { kind: 'notice', name: 'HOLD', text: 'Waiting for hold release:0' },
  { kind: 'line', text: 'SUCCESS: hold release succeeded' },
  {
    kind: 'client',
    event: 'CONNECT',
    cid: '3',
    kid: '1',
    env: new Map([
      ['common_name', 'ov-10'],
      ['tls_serial_0', '1234'],
      ['empty', ''],
      ['odd', 'a=b,c'],
    ]),
  },
  { kind: 'client', event: 'ADDRESS', cid: '3', kid: '10.88.0.10', env: new Map() },
  { kind: 'client', event: 'DISCONNECT', cid: '3', kid: '', env: new Map([['bytes_received', '10']]) },
  { kind: 'line', text: 'END' },
]

test.each([1, 2, 7, 64, 10_000])('chunks of %i characters give the same messages', (size) => {
  const parse = makeManagementParser()
  const chunks = STREAM.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
  expect(chunks.flatMap(parse)).toEqual(MESSAGES)
})

test('the client list is read by the names of its header, in whatever order', () => {
  const names = 'Common Name\tReal Address\tVirtual Address\tVirtual IPv6 Address\tBytes Received\tBytes Sent'
  const lines = [
    'TITLE\tOpenVPN 2.6.14',
    `HEADER\tCLIENT_LIST\t${names}\tConnected Since\tConnected Since (time_t)\tUsername\tClient ID\tPeer ID`,
    'CLIENT_LIST\tov-10\t192.0.2.7:5000\t10.88.0.10\tfd88::a\t100\t200\t2026-11-20 12:00:00\t1795348800\tUNDEF\t3\t0',
    'CLIENT_LIST\tUNDEF\tudp4:192.0.2.8:5001\t\t\t1\t2\t2026-11-20 12:00:01\t1795348801\tUNDEF\t4\t1',
    'HEADER\tROUTING_TABLE\tVirtual Address\tCommon Name\tReal Address\tLast Ref',
    'ROUTING_TABLE\t10.88.0.10\tov-10\t192.0.2.7:5000\t2026-11-20 12:00:00',
  ]
  expect(parseStatus(lines)).toEqual([
    {
      cid: '3',
      commonName: 'ov-10',
      realAddress: '192.0.2.7:5000',
      isServed: true,
      received: 100,
      sent: 200,
      since: 1_795_348_800,
    },
    {
      cid: '4',
      commonName: 'UNDEF',
      realAddress: 'udp4:192.0.2.8:5001',
      isServed: false,
      received: 1,
      sent: 2,
      since: 1_795_348_801,
    },
  ])
})
