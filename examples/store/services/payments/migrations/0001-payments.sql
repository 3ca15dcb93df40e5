-- What payments knows of an order. Its amount and card come with one event, that its stock is reserved with another,
-- in either order; a cancellation may come before both, and then the row is the tombstone that stops the capture.
-- amount: cents
create table payment (
  order_id uuid primary key,
  customer_id text,
  amount bigint check (amount >= 0),
  card_reference uuid,
  stock_reserved boolean not null default false,
  status text not null default 'open'
    check (status in ('open', 'captured', 'refused', 'void', 'refunded')),
  reason text,
  changed_at timestamptz not null default clock_timestamp());

-- Double entry: each posting is one row per account, and they sum to zero. amount: cents, what the account gains
create table ledger (
  order_id uuid not null references payment,
  posting text not null check (posting in ('capture', 'refund')),
  account text not null check (account in ('customer', 'store')),
  amount bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (order_id, posting, account));
