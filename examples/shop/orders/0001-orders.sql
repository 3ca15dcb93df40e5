create table orders (id uuid primary key, status text not null);
