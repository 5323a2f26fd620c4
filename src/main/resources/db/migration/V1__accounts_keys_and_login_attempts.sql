-- Runs alike on PostgreSQL and on H2 in PostgreSQL mode.

create table account (
  id                  uuid                     primary key,
  subject             varchar(200)             not null unique,
  name                varchar(100)             not null,
  password_hash       varchar(200),
  role                varchar(20)              not null,
  tier                varchar(20)              not null,
  enabled             boolean                  not null,
  created_at          timestamp with time zone not null,
  password_changed_at timestamp with time zone
);

create table api_key (
  id          varchar(12)              primary key,
  account_id  uuid                     not null references account (id),
  name        varchar(100)             not null,
  secret_hash varchar(64)              not null,
  scopes      varchar(500)             not null,
  created_at  timestamp with time zone not null,
  expires_at  timestamp with time zone not null,
  revoked_at  timestamp with time zone
);

create index api_key_account on api_key (account_id);

create table login_attempt (
  state_hash      varchar(64)              primary key,
  browser_hash    varchar(64)              not null,
  registration_id varchar(50)              not null,
  verifier        varchar(500)             not null,
  expires_at      timestamp with time zone not null,
  consumed_at     timestamp with time zone
);
