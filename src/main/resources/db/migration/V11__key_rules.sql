-- Runs on PostgreSQL and on H2 in PostgreSQL mode.

-- Networks in CIDR notation, separated by spaces; none means anywhere.
alter table api_key add column allowed_networks varchar(900) not null default '';
alter table api_key add column limit_requests integer;
alter table api_key add column limit_seconds integer;
-- The first key of a chain of successors, which share the bucket of their limit.
alter table api_key add column limit_id varchar(12);
-- An object in JSON, as the owner wrote it.
alter table api_key add column metadata varchar(1024) not null default '{}';
-- When its end was announced in the audit trail.
alter table api_key add column noticed_at timestamp with time zone;
