// The states of nodes for a process that serves agents: at once, or when they differ from what a node has.
// Invariant: a node that has the newest state costs nothing but a held request; a change is read once for all who wait.
import { openKeys, takeSnapshot, type FleetSnapshot, type SnapshotNeeds } from './fleet-snapshot.ts'
import type { FleetWake } from './fleet-wake.ts'
import type { NodeRow } from './node-queries.ts'
import { settleState, type NodeState, type NodeStateNeeds } from './node-state.ts'
import { createSnapshotMemo, type SnapshotMemo } from './snapshot-memo.ts'

/** A waiting node looks by itself this often, should a wake be lost; milliseconds. */
const LOOK_EVERY = 10_000

/** What a node has already. */
export interface KnownState {
  epoch: string
  generation: number
}

export interface NodeStates {
  /** Read anew. Null: the node is unknown or has not enrolled. Of a retired node: the order to take everything down. */
  current(node: string): Promise<NodeState | null>
  /** As `current`, once it differs from `known`; 'same' when it did not within `waitSeconds` or until `signal` aborts. */
  waitFor(
    node: string,
    known: KnownState | null,
    waitSeconds: number,
    signal: AbortSignal,
  ): Promise<NodeState | 'same' | null>
}

type Needs = SnapshotNeeds & NodeStateNeeds

export function openNodeStates(needs: Needs & { wake: FleetWake }): NodeStates {
  const { clock, wake } = needs
  const memo = memoOf(needs, wake.count)
  return {
    current: (node) => stateFor(needs, memo, node, null),
    async waitFor(node, known, waitSeconds, signal) {
      const ends = performance.now() + waitSeconds * 1000
      for (;;) {
        const wakes = wake.count()
        const state = await stateFor(needs, memo, node, known)
        if (!state || state.epoch !== known?.epoch || state.generation !== known.generation) return state
        const left = ends - performance.now()
        if (left <= 0 || signal.aborted) return 'same'
        const { changesAt } = await memo.latest()
        const untilChange = changesAt ? Math.max(0, changesAt.getTime() - clock().getTime()) : Infinity
        // A wake that came while the state was read found nobody waiting.
        if (wake.count() === wakes) await wake.wait(Math.min(left, LOOK_EVERY, untilChange), signal)
      }
    },
  }
}

/** Raises the generation of every node whose content has changed, for those who compare it with what nodes acknowledged. */
export async function refreshGenerations(needs: Needs): Promise<void> {
  const memo = memoOf(needs, () => 0)
  const { nodes } = await memo.latest()
  for (const node of nodes.keys()) await stateFor(needs, memo, node, { epoch: '', generation: 0 })
}

function memoOf(needs: SnapshotNeeds, wakes: () => number): SnapshotMemo {
  const openKey = openKeys(needs.seal)
  return createSnapshotMemo({ take: () => takeSnapshot(needs, openKey), wakes, now: needs.clock, trust: LOOK_EVERY })
}

/** A node that starts, and one that knows more than we do, get what is read now; a waiting one what wakes vouch for. */
async function stateFor(
  needs: Needs,
  memo: SnapshotMemo,
  id: string,
  known: KnownState | null,
): Promise<NodeState | null> {
  const readAnew = () => memo.since(memo.moment())
  let snapshot = known ? await memo.latest() : await readAnew()
  if (known && isBehind(snapshot, id, known)) snapshot = await readAnew()
  for (;;) {
    const node = enrolledIn(snapshot, id)
    if (!node) return null
    const state = await settleState(needs, snapshot, node)
    if (state) return state
    snapshot = await readAnew()
  }
}

function isBehind(snapshot: FleetSnapshot, id: string, known: KnownState): boolean {
  const node = enrolledIn(snapshot, id)
  return !node || (snapshot.epoch === known.epoch && node.generation < known.generation)
}

function enrolledIn(snapshot: FleetSnapshot, id: string): NodeRow | null {
  const node = snapshot.nodes.get(id)
  return node && node.enrolled_at !== null ? node : null
}
