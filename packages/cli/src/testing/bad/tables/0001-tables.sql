create table stock_left (sku text primary key, pieces int not null);
