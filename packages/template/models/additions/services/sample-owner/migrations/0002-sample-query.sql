-- what sample query reads; a command or an event fills it
create table sample_query (
  id uuid primary key,
  at timestamptz not null default clock_timestamp());
