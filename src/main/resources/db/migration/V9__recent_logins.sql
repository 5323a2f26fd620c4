-- Runs on PostgreSQL and on H2 in PostgreSQL mode.

-- When the user of a session proved who it is; null as long as that was at its start.
alter table login_session add column authenticated_at timestamp with time zone;
