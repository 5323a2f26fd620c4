-- Runs on PostgreSQL and on H2 in PostgreSQL mode.

create table account (
  id            uuid                     primary key,
  subject       varchar(200)             not null unique,
  -- The subject in lower case, unless a provider gave it: no two user names may differ in case only.
  subject_key   varchar(200)             not null constraint account_name_taken unique,
  name          varchar(100)             not null,
  -- For display only; no query uses it.
  email         varchar(320),
  password_hash varchar(200),
  role          varchar(20)              not null,
  tier          varchar(20)              not null,
  enabled       boolean                  not null,
  created_at    timestamp with time zone not null,
  -- For the feed: set by each statement that changes what requests depend on, by the clock of the database.
  changed_at    timestamp with time zone
);

create index account_name on account (name, subject);
create index account_changed on account (changed_at);
