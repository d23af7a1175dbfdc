import Databases
import FileEffects
package import Upgrades

extension NewMigrationReport {
  package var text: String {
    """
    Created \(file), migration \(number) of \(database).
    Add its statements, and name its author and purpose in the header; then run
      cortex migrate lint \(folder)

    """
  }
}

extension MigrationLintReport {
  /// - Parameter verbose: Names every file.
  package func text(verbose: Bool) -> String {
    (verbose ? Text.files("Checked", files, verbose: true) : "") + text
  }

  package var text: String {
    let lines = findings.map { finding in
      let place = "\(finding.file):\(finding.line.map { "\($0):" } ?? "")"
      return Spelling.line("\(place) \(finding.severity.rawValue): \(finding.message)") + "\n    "
        + Spelling.line(finding.remedy) + "\n"
    }
    let errors = findings.count { $0.severity == .error }
    let tried =
      against.isEmpty ? "" : ", tried on copies of \(against.joined(separator: ", "))"
    return lines.joined()
      + "\(Text.count(files.count, "migration")) in \(folder)\(tried): "
      + "\(Text.count(errors, "error")), \(Text.count(findings.count - errors, "note")).\n"
  }
}

extension MigrationStatusReport {
  /// - Parameter verbose: Names every migration of a database, with the reason why it is to be run or not.
  package func text(verbose: Bool) -> String { text + (verbose ? reasonText : "") }

  package var text: String {
    let passed = Text.list("Not run", passedOver.map { "\($0.file): \($0.reason)" })
    if databases.isEmpty { return "No databases.\n" + passed }
    let rows = databases.map { database in
      [
        database.path, "version \(database.version)",
        database.problem
          ?? {
            if database.newest == nil { return "no migrations" }
            if database.pending.isEmpty { return "up to date" }
            return "pending: \(database.pending.joined(separator: ", "))"
          }(),
      ]
    }
    return Text.table(rows) + passed
  }
}
