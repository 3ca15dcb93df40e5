-- Every piece that ever came in is available, held for an order, or shipped: the last check says so at each commit.
create table stock (
  sku text primary key,
  initial int not null check (initial >= 0),
  available int not null check (available >= 0),
  held int not null default 0 check (held >= 0),
  shipped int not null default 0 check (shipped >= 0),
  check (initial = available + held + shipped));

-- One row for each order that inventory has heard of. A release that overtakes its reservation leaves the row behind,
-- without lines, so that the late reservation finds it.
create table reservation (
  order_id uuid primary key,
  status text not null check (status in ('held', 'refused', 'released', 'shipped')),
  reason text,
  changed_at timestamptz not null default clock_timestamp());

create table reservation_line (
  order_id uuid not null references reservation,
  sku text not null references stock,
  quantity int not null check (quantity > 0),
  primary key (order_id, sku));
