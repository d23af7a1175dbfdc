-- Migration: ado_tables
-- Version: 1
-- Database: tier1/working_memory.db
-- Date: 2026-11-25
-- Author: CORTEX
-- Description: Work items of Azure DevOps that conversations are about, with their own fields
--   and with what became of them

CREATE TABLE IF NOT EXISTS ado_work_items (
  id INTEGER PRIMARY KEY,
  -- The number that the item has in its project; an item that is only planned has none.
  ado_number INTEGER,
  project TEXT NOT NULL DEFAULT '',
  type TEXT NOT NULL CHECK (type IN ('bug', 'epic', 'feature', 'story', 'task')),
  title TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'new'
    CHECK (state IN ('new', 'active', 'blocked', 'resolved', 'closed')),
  -- Everything else that the item says: a JSON object.
  fields TEXT NOT NULL DEFAULT '{}',
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  closed_at TEXT,
  UNIQUE (project, ado_number)
);

CREATE INDEX IF NOT EXISTS ado_work_items_by_state ON ado_work_items (state, updated_at);

CREATE TABLE IF NOT EXISTS ado_state_changes (
  id INTEGER PRIMARY KEY,
  work_item INTEGER NOT NULL REFERENCES ado_work_items (id) ON DELETE CASCADE,
  old_state TEXT,
  new_state TEXT NOT NULL,
  changed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

CREATE INDEX IF NOT EXISTS ado_state_changes_by_item ON ado_state_changes (work_item, changed_at);

PRAGMA user_version = 1;

-- Rollback:
--   DROP TABLE ado_state_changes;
--   DROP TABLE ado_work_items;
--   PRAGMA user_version = 0;
