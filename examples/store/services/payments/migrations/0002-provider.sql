-- The books of the simulated provider. Only provider/simulated.ts reads or writes them.
create schema provider;

create table provider.card (
  reference uuid primary key default gen_random_uuid(),
  owner text not null,
  card text not null check (card in ('approve', 'decline', 'slow', 'unavailable')),
  kept_at timestamptz not null default clock_timestamp());

-- amount: cents
create table provider.charge (
  key text primary key,
  reference uuid not null references provider.card,
  amount bigint not null check (amount >= 0),
  captured_at timestamptz not null default clock_timestamp(),
  refunded_at timestamptz);
