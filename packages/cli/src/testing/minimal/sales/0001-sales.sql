-- cents: what it cost when it was sold
create table sale (id uuid primary key, sku text not null, cents int not null, buyer text not null);
