public import FileEffects

extension RelativePath {
  /// The database beside which SQLite keeps a file with this name, if there is one. An empty file is a
  /// database without a table.
  public func database(_ entry: (RelativePath) -> Entry?) -> RelativePath? {
    for ending in DatabaseHeader.companions
    where bytes.suffix(ending.utf8.count).elementsEqual(ending.utf8) {
      let database = RelativePath(unchecked: bytes.dropLast(ending.utf8.count))
      guard let found = entry(database) else { continue }
      if found.kind == .database || found.kind == .file && found.size == 0 { return database }
    }
    return nil
  }
}
