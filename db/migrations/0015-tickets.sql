-- Tickets of the support desk. Texts are plain; `waiting_since` says how long a customer has waited for an answer.

create table tickets (
  id text primary key check (id ~ '^tkt_[a-z0-9]{20}$'),
  account_id text not null references accounts on delete cascade,
  subject text not null check (char_length(subject) between 1 and 120 and subject !~ '[\n\r]'),
  state text not null check (state in ('open', 'answered', 'closed')),
  priority text not null default 'normal' check (priority in ('low', 'normal', 'high')),
  assignee_id text references accounts on delete set null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  waiting_since timestamptz,
  check ((state = 'open') = (waiting_since is not null))
);
create index tickets_account on tickets (account_id, changed_at);
create index tickets_waiting on tickets (state, waiting_since, id);

create table ticket_messages (
  id text primary key check (id ~ '^msg_[a-z0-9]{20}$'),
  ticket_id text not null references tickets on delete cascade,
  kind text not null check (kind in ('customer', 'staff', 'note')), -- a note is for staff alone
  author_id text references accounts on delete set null,
  body text not null check (char_length(body) between 1 and 10000),
  number bigint generated always as identity,
  created_at timestamptz not null
);
create index ticket_messages_ticket on ticket_messages (ticket_id, number);
