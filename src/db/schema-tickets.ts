// Row types of the tables of tickets (migrations 0015 and 0019), a part of schema.ts.
import type { ColumnType, Generated } from 'kysely'

export type TicketState = 'open' | 'answered' | 'closed'
export type TicketPriority = 'low' | 'normal' | 'high'
export type MessageKind = 'customer' | 'staff' | 'note'
export type MessageWay = 'page' | 'mail'

export interface TicketTables {
  tickets: {
    id: string
    account_id: string
    subject: string
    state: TicketState
    priority: ColumnType<TicketPriority, TicketPriority | undefined, TicketPriority>
    assignee_id: ColumnType<string | null, string | null | undefined, string | null>
    created_at: Date
    changed_at: Date
    waiting_since: Date | null
  }
  ticket_messages: {
    id: string
    ticket_id: string
    kind: MessageKind
    author_id: string | null
    body: string
    number: Generated<bigint>
    created_at: Date
    came: ColumnType<MessageWay, MessageWay | undefined, never>
  }
  ticket_addresses: { token_hash: Buffer; ticket_id: string; account_id: string; created_at: Date }
  ticket_mails: { ticket_id: string; message_hash: Buffer; received_at: Date }
  canned_answers: { id: string; name: string; body: string; changed_at: Date }
}
