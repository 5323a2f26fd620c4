-- Runs alike on PostgreSQL and on H2 in PostgreSQL mode.

alter table login_attempt add column nonce varchar(500);
alter table login_attempt add column return_to varchar(200);
create index login_attempt_expires on login_attempt (expires_at);

-- For display; nothing is ever found by it.
alter table account add column email varchar(320);
