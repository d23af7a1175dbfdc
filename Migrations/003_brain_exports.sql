-- Migration: brain_exports
-- Version: 3
-- Database: tier2/knowledge_graph.db
-- Date: 2026-11-25
-- Author: CORTEX
-- Description: Which patterns were exported, when, and to which file

CREATE TABLE IF NOT EXISTS brain_exports (
  id INTEGER PRIMARY KEY,
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
  format TEXT NOT NULL DEFAULT 'yaml' CHECK (format IN ('json', 'yaml')),
  -- Below cortex-brain/.
  path TEXT NOT NULL,
  -- The SHA-256 of the file: 64 hexadecimal digits.
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  pattern_count INTEGER NOT NULL CHECK (pattern_count >= 0),
  relationship_count INTEGER NOT NULL DEFAULT 0 CHECK (relationship_count >= 0)
);

CREATE INDEX IF NOT EXISTS brain_exports_by_time ON brain_exports (created_at);

CREATE TABLE IF NOT EXISTS brain_export_patterns (
  export INTEGER NOT NULL REFERENCES brain_exports (id) ON DELETE CASCADE,
  -- The pattern as its own table names it: it may be gone by now.
  pattern TEXT NOT NULL,
  PRIMARY KEY (export, pattern)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS brain_export_patterns_by_pattern ON brain_export_patterns (pattern);

PRAGMA user_version = 3;

-- Rollback:
--   DROP TABLE brain_export_patterns;
--   DROP TABLE brain_exports;
--   PRAGMA user_version = 0;
