-- Runs alike on PostgreSQL and on H2 in PostgreSQL mode.

create table login_attempt (
  state_hash      varchar(64)              primary key,
  browser_hash    varchar(64)              not null,
  registration_id varchar(50)              not null,
  verifier        varchar(500)             not null,
  nonce           varchar(500),
  return_to       varchar(200),
  expires_at      timestamp with time zone not null,
  consumed_at     timestamp with time zone
);

create index login_attempt_expires on login_attempt (expires_at);
