-- For PostgreSQL, and for H2 in PostgreSQL mode.

-- What the login is for, if it is not to open a session: a text of the service.
alter table login_attempt add column intent varchar(200);
