-- What suppliers have promised. It is no stock before it has arrived and was counted.
create table supply (
  supply_id uuid primary key,
  sku text not null references stock,
  pieces int not null check (pieces > 0),
  cents bigint not null check (cents >= 0),
  supplier text not null,
  reference text not null,
  arrives_on date not null,
  ordered_at timestamptz not null default clock_timestamp());

create index supply_of on supply (sku, ordered_at);
