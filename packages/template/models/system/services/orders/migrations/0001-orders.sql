-- total: cents
create table orders (
  id uuid primary key,
  customer_id text not null,
  sku text not null,
  pieces int not null check (pieces > 0),
  total bigint not null check (total >= 0),
  placed_at timestamptz not null default clock_timestamp());
