-- For PostgreSQL, and for H2 in PostgreSQL mode.

create table login_attempt (
  state_hash      varchar(128)             primary key,
  verifier_hash   varchar(128)             not null,
  registration_id varchar(50)              not null,
  nonce           varchar(200),
  return_to       varchar(200),
  expires_at      timestamp with time zone not null
);

create index login_attempt_expires on login_attempt (expires_at);
