package import Upgrades

extension ExportFileReport {
  package func text(to place: String) -> String {
    "\(Text.count(files, "file")) of generation \(generation) written to \(place) "
      + "(\(Text.bytes(exportBytes))).\n"
      + "Next: 'cortex gen import \(place)' in another deployment.\n"
  }
}

extension ExportReport {
  package func text(to place: String) -> String {
    "\(Text.count(files, "file")) of generation \(generation) written to \(place).\n"
      + Text.list(
        "Databases",
        databases.map { database in
          let rows = database.tables.reduce(0) { $0 + $1.rows }
          return "\(database.path): \(Text.count(database.tables.count, "table")), "
            + Text.count(rows, "row")
        })
  }
}

extension ImportReport {
  package func text(from place: String) -> String {
    let what = "\(Text.count(files, "file")), \(Text.bytes(bytes))"
    guard let number = generation else {
      return "All of \(place) is whole: \(what) would be taken in.\n"
    }
    return
      "Generation \(number) was taken in from \(place): \(what).\n"
      + "Next: 'cortex gen show \(number)', or 'cortex gen switch \(number)'.\n"
  }
}

extension RestoreReport {
  package func text(to place: String) -> String {
    "\(Text.count(files, "file")) of generation \(generation) "
      + "\(dryRun ? "would be written to" : "written to") \(place).\n"
  }
}
