/// The fields of every result, as the command line's description promises them to scripts.
enum ReportShapes {
  static let snapshot = Shape.object([
    "generation": .number, "created": .flag, "version": .text, "files": .number, "bytes": .number,
    "new_bytes": .number,
  ])

  static let status = Shape.object([
    "workspace": .text, "version": .text, "current": .number, "parent": .orNull(.number),
    "modified": .texts, "missing": .texts, "recovered": .orNull(.text),
    "store": .object(["packs": .number, "objects": .number, "bytes": .number]),
  ])

  static let generation: [String: Shape] = [
    "number": .number, "parent": .orNull(.number), "created": .text, "version": .text,
    "kind": .oneOf(["init", "snapshot", "pre-upgrade", "upgrade", "pre-rollback", "import"]),
    "state": .oneOf(["good", "failed"]), "note": .text, "pinned": .orNull(.text),
    "files": .number, "bytes": .number, "unique_bytes": .orNull(.number),
  ]

  static let generations = Shape.object([
    "current": .orNull(.number), "generations": .list(.object(generation)), "deleted": deleted,
  ])

  /// What can be brought back.
  static let deleted = Shape.list(
    .object(["number": .number, "version": .text, "created": .text, "until": .text]))

  static let namedGeneration = Shape.object([
    "number": .number, "version": .text, "created": .text, "meaning": .text,
  ])

  static let differences = Shape.object([
    "files": .object(["added": .texts, "removed": .texts, "modified": .texts]),
    "config": .list(
      .object([
        "path": .text, "key": .text, "change": .oneOf(["added", "removed", "modified"]),
        "before": .orNull(.text), "after": .orNull(.text),
      ])),
    "databases": .list(
      .object([
        "path": .text, "schema": .oneOf(["same", "changed"]), "schema_changes": .texts,
        "tables": .list(
          .object([
            "name": .text, "rows_before": .orNull(.number), "rows_after": .orNull(.number),
          ])),
      ])),
  ])

  /// A conflict of configurations, as far as it is the same wherever it is listed.
  static let conflict: [String: Shape] = [
    "key": .text, "kind": .text, "base": .orNull(.text), "local": .orNull(.text),
    "upgrade": .orNull(.text), "base_line": .orNull(.number), "local_line": .orNull(.number),
    "upgrade_line": .orNull(.number), "text": .orNull(.text), "identity": .text,
    "resolution": .oneOf(["abort", "local", "upgrade", "both", "text"]),
  ]

  /// A conflict that is not yet, or just now, decided.
  static let openConflict = Shape.object(
    conflict.merging([
      "choices": .texts, "suggestion": .text, "reason": .text, "remembered": .flag,
    ]) { $1 })

  static let keyChanges = Shape.list(
    .object([
      "path": .text, "container": .text, "custom": .flag, "before": .orNull(.text),
      "after": .orNull(.text), "side": .oneOf(["local", "upgrade"]),
      "kind": .oneOf(["kept", "added", "replaced", "removed"]),
    ]))

  static let answeredConflicts = Shape.object([
    "generation": .orNull(.number),
    "conflicts": .list(.object(conflict.merging(["path": .text]) { $1 })),
  ])

  static let importedBrain = Shape.object([
    "source": .text, "generation": .number, "saved": .orNull(.number), "before": .number,
    "created": .flag, "take_back": .text, "dry_run": .flag, "warnings": .texts,
    "recovered": .orNull(.text),
    "databases": .list(
      .object([
        "path": .text, "created": .flag,
        "tables": .list(
          .object([
            "name": .text, "rows": .number, "added": .number, "present": .number, "kept": .number,
          ])),
        "kept_rows": .list(
          .object(["table": .text, "key": .text, "rule": .orNull(.text)])),
      ])),
  ])

  static let resolution = Shape.object([
    "path": .text, "key": .text, "resolution": .text, "text": .orNull(.text),
    "file_changed": .flag, "created": .flag, "generation": .number, "saved": .orNull(.number),
    "dry_run": .flag, "warnings": .texts, "recovered": .orNull(.text),
  ])

  static let merge = Shape.object([
    "conflicts": .list(openConflict), "changes": keyChanges, "reason": .text,
    "method": .oneOf(["structure", "lines", "whole"]),
  ])

  static let validation = Shape.object([
    "is_known": .flag, "files": .number,
    "findings": .list(
      .object([
        "path": .text, "key": .text, "missing": .texts, "dropped": .texts, "detail": .text,
      ])),
  ])

  static let change = Shape.object([
    "from": .number, "to": .number, "saved": .orNull(.number),
    "data": .oneOf(["keep", "restore", "carry"]), "files_changed": .number,
    "folders_changed": .number, "to_version": .text, "target": namedGeneration,
    "earlier": .orNull(namedGeneration), "forward": .orNull(namedGeneration),
    "databases": .list(
      .object([
        "path": .text, "action": .text, "rows_carried": .number,
        "tables": .list(
          .object(["name": .text, "inserted": .number, "updated": .number, "deleted": .number])),
        "not_carried": .list(.object(["table": .text, "reason": .text, "rows": .number])),
      ])),
    "config": .list(.object(["path": .text, "conflicts": .list(openConflict)])),
  ])

  static let collection = Shape.object([
    "kept": .list(.object(["number": .number, "reasons": .texts])), "dropped": .list(.number),
    "deleted": deleted, "freed_bytes": .number, "freed_by_now": .orNull(.number), "dry_run": .flag,
  ])

  static let exportFile = Shape.object([
    "generation": .number, "to": .text, "files": .number, "bytes": .number,
    "export_bytes": .number,
  ])

  static let imported = Shape.object([
    "generation": .orNull(.number), "exported_as": .orNull(.number), "created": .orNull(.text),
    "version": .text, "files": .number, "bytes": .number, "new_bytes": .number, "dry_run": .flag,
    "warnings": .texts,
  ])

  static let verification = Shape.object([
    "ok": .flag, "objects": .number, "bytes": .number,
    "level": .oneOf(["quick", "subset", "full"]),
    "was_repaired": .flag, "unreadable": .texts, "log": .texts, "set_aside": .orNull(.text),
    "damage": .list(
      .object([
        "object": .text, "generations": .list(.number), "paths": .texts, "repaired": .flag,
      ])),
  ])

  static let log = Shape.object([
    "ok": .flag, "problems": .texts,
    "entries": .list(
      .object([
        "time": .text, "action": .text, "user": .text, "host": .text, "from": .text, "to": .text,
        "generation": .number, "seconds": .number, "sequence": .number, "sha256": .text,
        "result": .oneOf(["ok", "failed", "rolled_back", "needs_attention", "found"]),
      ])),
  ])

  static let upgrade = Shape.object([
    "plan": .text, "from": .text, "to": .text, "dry_run": .flag, "generation": .orNull(.number),
    "saved": .orNull(.number),
    "removals": .list(.object(["folder": .orNull(.text), "files": .number])),
    "files": .object([
      "added": .texts, "replaced": .texts, "removed": .texts, "preserved": .texts,
      "edited_core": .texts, "installed": .texts,
    ]),
    "impact": .object([
      "files_written": .number, "bytes_written": .number, "files_removed": .number,
      "brain_files": .number, "brain_bytes": .number, "databases": .number,
      "seconds": .orNull(.number),
    ]),
    "deprecations": .list(.object(["what": .text])),
    "breaking": .list(.object(["what": .text])),
    "deprecated_keys": .list(
      .object([
        "path": .text, "key": .text, "line": .number, "what": .text, "instead": .orNull(.text),
      ])),
    "steps": .list(
      .object([
        "from": .text, "to": .text, "source": .text, "generation": .orNull(.number),
        "breaking": .list(.object(["what": .text])),
      ])),
    "config": .list(
      .object([
        "path": .text, "merged": .number, "kept": .number, "added": .number,
        "conflicts": .list(openConflict), "method": .oneOf(["structure", "lines", "whole"]),
        "reason": .text, "changes": keyChanges,
        "renamed": .list(.object(["from": .text, "to": .text])),
        "outdated": .list(.object(["path": .text, "missing": .texts, "dropped": .texts])),
      ])),
    "migrations": .list(
      .object(["database": .text, "number": .number, "name": .text, "seconds": .number])),
    "databases": .list(
      .object([
        "path": .text,
        "tables": .list(
          .object([
            "name": .text, "rows_before": .orNull(.number), "rows_after": .orNull(.number),
            "digest_before": .orNull(.text), "digest_after": .orNull(.text),
          ])),
      ])),
    "checks": .list(
      .object([
        "name": .text, "result": .oneOf(["ok", "warning", "failed"]), "detail": .text,
      ])),
    "breaking_changes": .texts, "features": .texts, "report": .orNull(.text),
  ])

  static let schedule = Shape.object([
    "action": .oneOf(["show", "install", "remove"]), "name": .text,
    "every": .oneOf(["hourly", "daily", "weekly"]), "workspace": .text,
    "files": .list(.object(["path": .text, "text": .text])), "cron": .orNull(.text),
    "is_installed": .flag, "changes": .flag, "dry_run": .flag,
  ])

  static let version = Shape.object([
    "version": .text, "swift": .text, "platform": .text,
    "libraries": .list(.object(["name": .text, "version": .orNull(.text)])),
  ])

  static let error = Shape.object([
    "code": .text, "phase": .orNull(.text), "message": .text, "advice": .text,
    "outcome": .oneOf(["nothing_changed", "rolled_back", "needs_attention"]),
  ])
}
