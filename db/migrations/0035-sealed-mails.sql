-- A mail whose link opens an account to whoever has it keeps its words sealed until it is out: they are then in no copy of the database.
alter table mails
  add column words_sealed text,
  add constraint mails_words_once check (words_sealed is null or (text_body = '' and html_body = ''));
