/// The rows of the target that changes are about, with each value as SQL writes it.
///
/// Only the columns that all three states have are in them: what the others hold makes no difference.
struct TargetRows {
  private let pair: RowPair
  /// Positions of the key's columns and of the common ones in a change.
  private let keyPlaces: [Int]
  private let commonPlaces: [Int]
  private let lookup: Statement

  init(of pair: RowPair, in target: Connection) throws {
    self.pair = pair
    keyPlaces = pair.keyPlaces
    commonPlaces = pair.columns.indices.filter { pair.columns[$0].filling == nil }
    lookup = try Statement(
      target,
      "SELECT \(SQLText.names(pair.common)) FROM \(SQLText.table(pair.table)) "
        + "WHERE \(SQLText.equal(pair.key))")
  }

  func key(of change: Change) throws -> [OpaquePointer?] { try change.key(keyPlaces) }

  subscript(key: [OpaquePointer?]) -> [String]? {
    get throws {
      defer { lookup.reset() }
      try lookup.bind(key)
      return try lookup.step() ? lookup.literals : nil
    }
  }

  func byColumn(_ row: [String]?) -> [String: String]? {
    row.map { Dictionary(zip(pair.common, $0)) { first, _ in first } }
  }

  /// What a change that does not fit finds in its place.
  func found(_ row: [String]?, for change: Change) throws -> ChangeDecision.Found {
    guard let row else { return .none }
    let isAgreeing = try zip(commonPlaces, row).allSatisfy { place, literal in
      let value = try change.operation == .delete ? change.old(place) : change.new(place)
      return change.operation == .update && value == nil || SQLText.literal(value) == literal
    }
    if isAgreeing { return .agreeing }
    let values = Dictionary(zip(pair.common.map(FoldedName.init), row)) { first, _ in first }
    let spelling = pair.key.compactMap { values[FoldedName($0)] }
    return try spelling == key(of: change).map(SQLText.literal) ? .differing : .otherSpelling
  }

  /// Whether a row still has the values that an update replaces.
  func isAsBefore(_ row: [String], _ update: Change) throws -> Bool {
    try zip(commonPlaces, row).allSatisfy { place, literal in
      guard !keyPlaces.contains(place), let old = try update.old(place) else { return true }
      return SQLText.literal(old) == literal
    }
  }

  /// Whether a row has the written values, perhaps in another form.
  func says(_ row: [String], _ change: Change) throws -> Bool {
    try zip(commonPlaces, row).allSatisfy { place, literal in
      let value = try change.new(place)
      if change.operation == .update && value == nil { return true }
      return ConvertedValues.says(literal, SQLText.literal(value))
    }
  }
}
