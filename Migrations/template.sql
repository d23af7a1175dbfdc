-- Migration: {{name}}
-- Version: {{number}}
-- Database: {{database}}
-- Date: {{date}}
-- Author:
-- Description:
--
-- Statements go below, and the version last. Leave BEGIN and COMMIT out: all pending migrations
-- of a database run in one transaction. Nothing may be dropped, renamed, deleted or updated
-- unless the header says `Destructive: yes`, and then the user is asked first.

-- CREATE TABLE things (
--   id INTEGER PRIMARY KEY,
--   name TEXT NOT NULL
-- );

PRAGMA user_version = {{number}};

-- Rollback:
--   DROP TABLE things;
--   PRAGMA user_version = …; (the version before)
