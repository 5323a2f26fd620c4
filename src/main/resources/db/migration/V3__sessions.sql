-- Runs on PostgreSQL and on H2 in PostgreSQL mode.

-- No foreign key to the account: the row of a revoked session must outlive the account.
create table login_session (
  id             uuid                     primary key,
  account_id     uuid                     not null,
  amr            varchar(50)              not null,
  user_agent     varchar(200),
  created_at     timestamp with time zone not null,
  last_used_at   timestamp with time zone not null,
  expires_at     timestamp with time zone not null,
  revoked_at     timestamp with time zone,
  revoked_reason varchar(50)
);

create index login_session_account on login_session (account_id, revoked_at, created_at);
create index login_session_revoked on login_session (revoked_at);
create index login_session_used on login_session (last_used_at);
create index login_session_expires on login_session (expires_at);

-- Rotated is not revoked: rotation is the ordinary end of a token, revocation ends a session.
create table refresh_token (
  hash         varchar(64)              primary key,
  session_id   uuid                     not null references login_session (id) on delete cascade,
  generation   integer                  not null,
  issued_at    timestamp with time zone not null,
  expires_at   timestamp with time zone not null,
  rotated_at   timestamp with time zone,
  rotated_with varchar(16)
);

create unique index refresh_token_session on refresh_token (session_id, generation);
