-- When the simulated provider is slow or away for everybody, whatever the card; whoever tries faults writes here.
create table provider.trouble (
  kind text not null check (kind in ('slow', 'away')),
  until timestamptz not null);
