-- For PostgreSQL, and for H2 in PostgreSQL mode.

-- The owner is what the port PasskeyOwners finds, so there is no foreign key to it. Authenticators know it by a random handle.
create table passkey_owner (
  owner_id    varchar(64) primary key,
  user_handle varchar(43) not null unique
);

-- Bytes are Base64 for URLs. A credential id has 1023 bytes at most; a key (COSE) is smaller than a body of 16 KB.
create table passkey (
  id              uuid                     primary key,
  owner_id        varchar(64)              not null references passkey_owner (owner_id) on delete cascade,
  credential_id   varchar(1364)            not null unique,
  public_key      varchar(16384)           not null,
  sign_count      bigint                   not null,
  backup_eligible boolean                  not null,
  backup_state    boolean                  not null,
  aaguid          uuid                     not null,
  transports      varchar(200)             not null,
  label           varchar(200)             not null, -- 100 code points; H2 counts UTF-16 units
  created_at      timestamp with time zone not null,
  last_used_at    timestamp with time zone
);

create index passkey_of_owner on passkey (owner_id);
