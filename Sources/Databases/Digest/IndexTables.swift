extension Connection {
  /// The tables in which full-text tables keep an index that can be rebuilt from their text.
  ///
  /// Where a search table keeps no text, its index is all there is: then only what cannot be compared
  /// row by row is in here, and nothing if it does not even count the words of its rows. What other
  /// modules keep, such as an R-tree, is never in here.
  func indexTables() throws -> [String] {
    let shapes = try TableShapes(self)
    return shapes.virtual.filter(\.isSearch).flatMap { table -> [String] in
      let kept = [table.name + "_content", table.name + "_docsize"].map(FoldedName.init)
      let keepsNoText = table.content == ""
      if keepsNoText && shapes[table.name + "_docsize"] == nil { return [] }
      return shapes.ordinary.map(\.name).filter { name in
        table.hasShadow(name)
          && !kept.prefix(keepsNoText ? 2 : 1).contains(FoldedName(name))
      }
    }.sorted()
  }
}
