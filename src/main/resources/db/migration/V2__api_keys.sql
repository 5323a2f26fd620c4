-- Runs alike on PostgreSQL and on H2 in PostgreSQL mode.

-- The owner is what the port KeyOwners finds, so there is no foreign key.
create table api_key (
  id           varchar(12)              primary key,
  owner_id     varchar(64)              not null,
  name         varchar(200)             not null, -- 100 code points; H2 counts UTF-16 units
  secret_hash  varchar(64)              not null,
  scopes       varchar(500)             not null,
  created_at   timestamp with time zone not null,
  expires_at   timestamp with time zone not null,
  revoked_at   timestamp with time zone,
  replaced_by  varchar(12),
  replaced_at  timestamp with time zone,
  last_used_at timestamp with time zone,
  requests     bigint                   not null default 0,
  -- For the feed: set by each statement that changes what requests depend on, by the clock of the database.
  changed_at   timestamp with time zone
);

-- For lists, newest first: of an owner, of all, by name, by both.
create index api_key_owner on api_key (owner_id, created_at, id);
create index api_key_created on api_key (created_at, id);
create index api_key_name on api_key (name, created_at, id);
create index api_key_owner_name on api_key (owner_id, name, created_at, id);
-- For live keys among many that have ended, and for the purge.
create index api_key_live on api_key (owner_id, revoked_at, expires_at);
create index api_key_revoked on api_key (revoked_at);
create index api_key_expires on api_key (expires_at);
create index api_key_changed on api_key (changed_at);
