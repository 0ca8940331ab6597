-- Tickets by mail, and answers that staff keep ready.

-- Where an answer to a mail goes: opens one ticket, so it is forgotten with the text. `thread` names the conversation for mail programs.
alter table mails
  add column reply_to text not null default '' check (length(reply_to) <= 254),
  add column thread text not null default '' check (thread = '' or thread ~ '^tkt_[a-z0-9]{20}$');

-- What came by mail may be longer than what the page takes.
alter table ticket_messages
  drop constraint ticket_messages_body_check,
  add constraint ticket_messages_body_check check (char_length(body) between 1 and 20500),
  add column came text not null default 'page' check (came in ('page', 'mail'));

-- Each mail of a ticket has an address of its own to be answered at; only the hash of what cannot be guessed in it is kept.
create table ticket_addresses (
  token_hash bytea primary key check (length(token_hash) = 32),
  ticket_id text not null references tickets on delete cascade,
  account_id text not null references accounts on delete cascade, -- who was written to: the customer, or one of the staff
  created_at timestamptz not null
);
create index ticket_addresses_ticket on ticket_addresses (ticket_id);
create index ticket_addresses_account on ticket_addresses (account_id);

-- Mails that were read, so that each counts once however often it is delivered.
create table ticket_mails (
  ticket_id text not null references tickets on delete cascade,
  message_hash bytea not null check (length(message_hash) = 32),
  received_at timestamptz not null,
  primary key (ticket_id, message_hash)
);

create table canned_answers (
  id text primary key check (id ~ '^ans_[a-z0-9]{20}$'),
  name text not null unique check (char_length(name) between 1 and 60 and name !~ '[\n\r]'),
  body text not null check (char_length(body) between 1 and 10000),
  changed_at timestamptz not null
);
