-- price: cents; sold: pieces that orders told of
create table product (
  sku text primary key,
  name text not null,
  price bigint not null check (price >= 0),
  sold bigint not null default 0);
create index product_page on product (name, sku);

insert into product (sku, name, price) values
  ('CHAIR-1', 'Chair', 4900),
  ('DESK-1', 'Desk', 18900),
  ('LAMP-1', 'Lamp', 2500);
