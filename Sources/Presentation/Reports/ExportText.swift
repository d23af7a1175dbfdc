package import Upgrades

extension ExportFileReport {
  package func text(to place: String) -> String {
    "Wrote \(Text.count(files, "file")) of generation \(generation) to \(place) "
      + "(\(Text.bytes(exportBytes))).\n"
      + "Next: 'cortex gen import \(place)' in another deployment.\n"
  }
}

extension ExportReport {
  package func text(to place: String) -> String {
    "Wrote \(Text.count(files, "file")) of generation \(generation) to \(place).\n"
      + Text.list(
        "Databases",
        databases.map { database in
          let rows = database.tables.reduce(0) { $0 + $1.rows }
          return "\(database.path): \(Text.count(database.tables.count, "table")), "
            + Text.count(rows, "row")
        })
      + (readme.map { "\($0) in it says how to go back to it without cortex.\n" } ?? "")
  }
}

extension ImportReport {
  package func text(from place: String) -> String {
    let what = "\(Text.count(files, "file")), \(Text.bytes(bytes))"
    guard let number = generation else {
      return "\(place) is intact: \(what) would be imported.\n"
    }
    return
      "Imported \(place) as generation \(number): \(what).\n"
      + "Next: 'cortex gen show \(number)', or 'cortex gen switch \(number)'.\n"
  }
}

extension RestoreReport {
  package func text(to place: String) -> String {
    "\(dryRun ? "Would write" : "Wrote") \(Text.count(files, "file")) of generation \(generation) to \(place).\n"
  }
}
