-- total: cents; n: how much has happened to the order, so the n of its last history row
create table orders (
  id uuid primary key default gen_random_uuid(),
  customer_id text not null,
  status text not null
    check (status in ('placed', 'reserved', 'paid', 'confirmed', 'shipped', 'cancelled')),
  n int not null check (n > 0),
  total bigint not null check (total >= 0),
  placed_at timestamptz not null default clock_timestamp());
create index order_page on orders (customer_id, placed_at desc, id desc);

-- price: cents, of one piece, as it was when the order was placed; place: from 1, as the customer listed them
create table order_line (
  order_id uuid not null references orders,
  place int not null,
  sku text not null,
  name text not null,
  quantity int not null check (quantity > 0),
  price bigint not null check (price >= 0),
  primary key (order_id, place),
  unique (order_id, sku));

create table order_history (
  order_id uuid not null references orders,
  n int not null,
  status text not null,
  reason text,
  at timestamptz not null default clock_timestamp(),
  primary key (order_id, n));
