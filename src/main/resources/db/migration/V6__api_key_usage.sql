-- Runs alike on PostgreSQL and on H2 in PostgreSQL mode.

create table api_key_usage (
  key_id   varchar(12)              not null references api_key (id) on delete cascade,
  "hour"   timestamp with time zone not null,
  requests bigint                   not null,
  refused  bigint                   not null,
  primary key (key_id, "hour")
);

create index api_key_usage_hour on api_key_usage ("hour");

create table api_key_address (
  key_id        varchar(12)              not null references api_key (id) on delete cascade,
  address       varchar(64)              not null,
  first_seen_at timestamp with time zone not null,
  primary key (key_id, address)
);

create index api_key_address_seen on api_key_address (first_seen_at);

-- Locked by each writer of counts, so that replicas write one after the other.
create table api_key_usage_turn (
  id integer primary key
);

insert into api_key_usage_turn (id) values (1);
