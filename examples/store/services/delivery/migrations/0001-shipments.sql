create table shipment (
  order_id uuid primary key,
  id uuid not null unique default gen_random_uuid(),
  customer_id text not null,
  carrier text not null,
  at timestamptz not null default clock_timestamp());

create table parcel_line (
  order_id uuid not null references shipment,
  sku text not null,
  quantity int not null check (quantity > 0),
  primary key (order_id, sku));
