// One node: its state with the reason, how far it has followed, what troubles it, drain and retire.
import type { JSX } from 'preact'
import { Facts } from '../kit/components/card.tsx'
import { Confirm } from '../kit/components/expander.tsx'
import { Form } from '../kit/components/form.tsx'
import { StateWord, type Tone } from '../kit/components/state-word.tsx'
import { Ago, Time } from '../kit/components/time.tsx'
import { Icon } from '../kit/icons.tsx'

/** As vpn/nodes.ts lists them. */
export interface NodeRow {
  id: string
  name: string
  location: string | null
  address: string | null
  mode: 'active' | 'draining' | 'retired'
  state: 'waiting' | 'online' | 'offline' | 'draining' | 'copied' | 'retired'
  /** The state in a sentence. */
  words: string
  generation: number
  acknowledged: number
  lastSeenAt: Date | null
  /** Its clock minus ours. */
  clockOffsetMs: number | null
  problems: string[]
  enrolExpiresAt: Date | null
}

const TONES: Record<NodeRow['state'], Tone> = {
  waiting: 'wait',
  online: 'good',
  offline: 'bad',
  draining: 'info',
  copied: 'bad',
  retired: 'off',
}

/** WireGuard and certificates bear more; a clock this wrong is worth a look. */
const CLOCK_LIMIT_MS = 2000

export function NodeCard({ csrf, now, node }: { csrf: string; now: Date; node: NodeRow }) {
  const behind = node.generation - node.acknowledged
  return (
    <li class="panel grid gap-4 p-5">
      <div class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div class="min-w-0">
          <h2 class="text-lg font-bold wrap-anywhere">{node.name}</h2>
          <p class="text-sm text-soft wrap-anywhere">
            {[node.location, node.address].filter(Boolean).join(' · ') || 'No address yet'}
          </p>
        </div>
        <StateWord tone={TONES[node.state]} word={node.state} />
      </div>
      <p>{node.words}</p>
      {node.problems.length > 0 && (
        <ul class="grid gap-1.5 rounded-field tint-error p-3 text-sm font-medium text-error">
          {node.problems.map((problem) => (
            <li key={problem} class="flex gap-2 wrap-anywhere">
              <Icon name="alert" class="mt-0.5 size-4" />
              {problem}
            </li>
          ))}
        </ul>
      )}
      <Facts
        of={[
          ['Last seen', <Ago key="seen" at={node.lastSeenAt} now={now} />],
          [
            'State',
            behind > 0
              ? `generation ${node.acknowledged} of ${node.generation}`
              : node.generation === 0
                ? 'none sent yet'
                : `generation ${node.generation}, up to date`,
          ],
          ['Clock', clockWords(node.clockOffsetMs)],
          ...(node.state === 'waiting' && node.enrolExpiresAt
            ? [['Line good until', <Time key="until" at={node.enrolExpiresAt} />] as [string, JSX.Element]]
            : []),
        ]}
      />
      {node.mode !== 'retired' && <NodeActions csrf={csrf} node={node} />}
    </li>
  )
}

function clockWords(offset: number | null): string {
  if (offset === null) return 'not known yet'
  if (Math.abs(offset) < CLOCK_LIMIT_MS) return 'right'
  return `${(Math.abs(offset) / 1000).toFixed(1)} s ${offset > 0 ? 'ahead' : 'behind'}`
}

function NodeActions({ csrf, node }: { csrf: string; node: NodeRow }) {
  const draining = node.mode === 'draining'
  return (
    <div class="flex flex-wrap items-start gap-2 border-t border-base-300 pt-4">
      <Form
        action={`/admin/nodes/${node.id}/${draining ? 'resume' : 'drain'}`}
        csrf={csrf}
        label={`${draining ? 'Resume' : 'Drain'} ${node.name}`}
      >
        <button type="submit" class="btn">
          {draining ? 'Take it back into use' : 'Drain'}
        </button>
      </Form>
      <Confirm action={`/admin/nodes/${node.id}/retirement`} csrf={csrf} ask="Retire" confirm="Yes, retire it">
        <strong class="wrap-anywhere">{node.name}</strong> is refused at once and for good. Its tunnels end when its
        lease runs out; switch the server off to end them now.
      </Confirm>
    </div>
  )
}
