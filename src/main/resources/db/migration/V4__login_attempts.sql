-- For PostgreSQL, and for H2 in PostgreSQL mode.

create table login_attempt (
  handle_hash varchar(128)             primary key,
  secret_hash varchar(128)             not null,
  -- Which second step may finish it, such as the registration id of a provider.
  purpose     varchar(50)              not null,
  nonce       varchar(200),
  return_to   varchar(200),
  expires_at  timestamp with time zone not null
);

create index login_attempt_expires on login_attempt (expires_at);
