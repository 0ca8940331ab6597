// The inventory of the queue, whose tables pg-boss makes and clears by itself. A part of data-inventory.ts.
// Invariant: no name and no address is in it. What a job is told is a number of ours or of Stripe's, and what it throws has codes only.
import type { Kept } from './kept.ts'

const OF_QUEUE = { of: null, until: 'shop', ends: [], erasure: { stays: 'is about no customer' } } as const

function inner(table: string, what: string, columns: string): Kept {
  return { ...OF_QUEUE, table: `jobs.${table}`, what, why: 'To run the queue.', columns: { inner: columns } }
}

export const QUEUE: readonly Kept[] = [
  {
    ...OF_QUEUE,
    table: 'jobs.job',
    what: 'What is to be done, with the number of an account, mail or customer, and the codes of what failed.',
    why: 'So that it is done, and tried again.',
    until: 'moment',
    // The queue keeps them for 7 and 14 days, and looks once a day.
    ends: [
      { after: 'completed_on', plus: '8d', when: 'it is done or given up', fate: 'deleted', isCleared: 'by the queue' },
      { after: 'start_after', plus: '15d', when: 'it could have begun', fate: 'deleted', isCleared: 'by the queue' },
    ],
    erasure: { stays: 'has numbers only, and goes within days' },
    columns: {
      inner:
        'id name priority data state retry_limit retry_count retry_delay retry_backoff retry_delay_max expire_seconds deletion_seconds singleton_key singleton_on group_id group_tier start_after created_on started_on completed_on keep_until output dead_letter policy heartbeat_on heartbeat_seconds blocked blocking pending_dependencies source_name source_id source_created_on source_retry_count source_output source_root_id trace_context upsert_by_key',
    },
  },
  inner('job_dependency', 'Which job waits for which.', 'child_name child_id parent_name parent_id'),
  inner(
    'queue',
    'The kinds of jobs, and how many there are.',
    'name policy retry_limit retry_delay retry_backoff retry_delay_max expire_seconds retention_seconds deletion_seconds dead_letter partition table_name deferred_count blocked_count queued_count ready_count warning_queued active_count failed_count total_count retained_count retained_on created_delta completed_delta failed_delta delta_on delta_seconds wait_bins run_bins ready_oldest_seconds ready_history heartbeat_seconds notify singletons_active monitor_claim_on monitor_on maintain_on created_on updated_on',
  ),
  inner(
    'queue_stats',
    'How many there were.',
    'id name deferred_count queued_count ready_count active_count failed_count total_count created_delta completed_delta failed_delta delta_seconds delta_on wait_bins run_bins ready_oldest_seconds captured_on',
  ),
  inner(
    'instance',
    'The processes that work.',
    'id name host pid version node_version application_name heartbeat_seconds supervise schedule migrate persist_queue_stats persist_warnings pool_max pool_total pool_idle pool_waiting workers metrics config crash_restarts crash_restarts_since started_on heartbeat_on stopped_on',
  ),
  inner(
    'schedule',
    'Jobs by the clock: none.',
    'name key kind cron timezone data options created_on updated_on last_job_id',
  ),
  inner('subscription', 'Jobs by an event: none.', 'event name created_on updated_on'),
  inner('version', 'Which version the queue has.', 'version cron_on bam_on flow_on reindex_on monitor_backoff_on'),
  inner(
    'bam',
    'Changes of the queue’s own tables.',
    'id name version status queue table_name command error created_on started_on completed_on',
  ),
  inner('warning', 'What the queue warned of.', 'id type message data created_on'),
]
