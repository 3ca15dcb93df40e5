create table note (
  id uuid primary key,
  text text not null,
  kept_at timestamptz not null default clock_timestamp());
