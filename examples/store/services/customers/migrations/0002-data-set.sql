-- Which data the tables were filled from: at most one row, written with them.
create table data_set (
  is_only boolean primary key default true check (is_only),
  name text not null,
  digest text not null);
