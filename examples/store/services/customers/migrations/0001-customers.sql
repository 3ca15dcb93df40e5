create table customer (
  id text primary key,
  email text not null,
  name text not null,
  scopes text[] not null);
create unique index customer_email on customer (lower(email));

-- The customers of the demonstration; they are named in the README.
insert into customer (id, email, name, scopes) values
  ('c-1001', 'ada@example.com', 'Ada Lovelace', '{orders:read,orders:write}'),
  ('c-1002', 'grace@example.com', 'Grace Hopper', '{orders:read,orders:write}'),
  ('c-1003', 'katherine@example.com', 'Katherine Johnson', '{orders:read,orders:write}');
