-- Looks at every user once, under a lock that lets them be read and written: who has an address has a password.

alter table users validate constraint address_and_password_come_together;
