-- How far each file of anchors was written, so that one that was deleted or cut short is found. `place` is machine and path.
create table audit_anchor_files (
  place text primary key,
  position bigint not null check (position > 0),
  at timestamptz not null
);
