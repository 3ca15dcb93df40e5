create table payment (id uuid primary key, order_id uuid not null unique, cents bigint not null);
