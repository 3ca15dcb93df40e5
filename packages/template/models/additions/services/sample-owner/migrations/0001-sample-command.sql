-- what sample command has done
create table sample_command (
  id uuid primary key,
  at timestamptz not null default clock_timestamp());
