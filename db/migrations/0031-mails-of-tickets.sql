-- Mails to staff about a ticket have the words of its customer: a deletion finds them by the conversation they belong to.
create index mails_thread on mails (thread);
