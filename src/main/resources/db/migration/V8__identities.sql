-- Runs on PostgreSQL and on H2 in PostgreSQL mode.

-- Who a provider's user is. The issuer is part of it, so that another one under the same id of a provider inherits nobody.
create table identity (
  provider      varchar(50)              not null,
  issuer        varchar(500)             not null,
  subject       varchar(255)             not null,
  account_id    uuid                     not null references account (id) on delete cascade,
  linked_at     timestamp with time zone not null,
  last_login_at timestamp with time zone,
  primary key (provider, issuer, subject),
  constraint identity_of_account unique (account_id, provider)
);

-- Until now, the subject of the account was the identity. The placeholders are the configured providers.
insert into identity (provider, issuer, subject, account_id, linked_at)
select 'github', regexp_replace('${github}', '/[^/]*$', ''), substring(subject from 8), id, created_at
from account where subject like 'github|%'
union all
select 'google', '${google}', substring(subject from 8), id, created_at
from account where subject like 'google|%';
