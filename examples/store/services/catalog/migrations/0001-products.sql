-- Words of a text: lower case, with everything between words made one blank.
create function words_of(written text) returns text
  language sql immutable strict parallel safe
  return trim(regexp_replace(lower(written), '[^[:alnum:]]+', ' ', 'g'));

-- Finds texts in which each of these words begins some word; null when there is no word in it.
create function search_for(written text) returns tsquery
  language sql immutable strict parallel safe
  return (
    select string_agg(word || ':*', ' & ')::tsquery
    from unnest(string_to_array(words_of(written), ' ')) as word
    where word <> '');

-- price: cents
create table product (
  sku text primary key,
  name text not null,
  category text not null,
  sub_category text not null,
  price bigint not null check (price >= 0),
  words tsvector not null generated always as (to_tsvector('simple', words_of(name))) stored);
create index product_page on product (name, sku);
create index product_words on product using gin (words);
