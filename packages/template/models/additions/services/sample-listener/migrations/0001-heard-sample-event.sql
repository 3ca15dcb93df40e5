-- what was heard of sample owner's sample event
create table heard_sample_event (
  id uuid primary key,
  at timestamptz not null default clock_timestamp());
