-- Migration: feedback_tables
-- Version: 2
-- Database: tier1/working_memory.db
-- Date: 2026-11-25
-- Author: CORTEX
-- Description: What users say of answers, and how they rate them

CREATE TABLE IF NOT EXISTS feedback (
  id INTEGER PRIMARY KEY,
  -- The conversation that it is about, as the conversations' own table names it.
  conversation TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('bug', 'idea', 'praise', 'question')),
  body TEXT NOT NULL,
  is_handled INTEGER NOT NULL DEFAULT 0 CHECK (is_handled IN (0, 1)),
  created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
);

CREATE INDEX IF NOT EXISTS feedback_to_handle ON feedback (created_at) WHERE is_handled = 0;

CREATE TABLE IF NOT EXISTS feedback_ratings (
  feedback INTEGER NOT NULL REFERENCES feedback (id) ON DELETE CASCADE,
  -- What is rated, such as 'correct' or 'helpful'.
  aspect TEXT NOT NULL,
  stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
  PRIMARY KEY (feedback, aspect)
) WITHOUT ROWID;

PRAGMA user_version = 2;

-- Rollback:
--   DROP TABLE feedback_ratings;
--   DROP TABLE feedback;
--   PRAGMA user_version = 1;
