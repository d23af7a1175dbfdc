import ConfigMerge
import Generations
import Releases

/// What an upgrade writes to the version files: a pure function of their contents.
///
/// Unknown fields stay, and so do the order of the fields and the spelling of numbers. Of two files each
/// keeps its own fields, and gets those that only the other one has.
struct VersionUpdate {
  /// Empty where nothing says which version was installed.
  var from: String
  var to: String
  var now: Timestamp
  /// The files of the migrations that are made.
  var migrations: [String]
  var configurations: CustomizedConfigurations
  /// When the deployment began, for one whose files do not say.
  var installed: Timestamp
  /// The id of one that has none.
  var workspaceID: String

  private static let own: Set<String> = [
    ProductLayout.current.versionField, "schema_version", "installed_date", "last_upgrade",
    "upgrade_history",
    "workspace_id", "customizations",
  ]

  /// The new contents of each file, by those that it has now; the first counts where they disagree.
  func applied(to files: [[JSONValue.Entry]]) -> [[JSONValue.Entry]] {
    var joined: [JSONValue.Entry] = []
    for entry in files.joined() where joined[entry.key] == nil { joined.append(entry) }
    func first(_ key: String, _ isUsable: (JSONValue) -> Bool) -> JSONValue? {
      files.lazy.compactMap { $0[key] }.first(where: isUsable)
    }
    var fields = joined
    fields[ProductLayout.current.versionField] = .text(to)
    fields["schema_version"] =
      files.lazy.compactMap { $0["schema_version"].flatMap(Self.wholeNumber) }.first ?? .word("1")
    fields["installed_date"] =
      first("installed_date") { $0 != .null && $0 != .text("") } ?? .text("\(installed)")
    fields["last_upgrade"] = .text("\(now)")
    fields["upgrade_history"] = .list(history(files.compactMap { $0["upgrade_history"] }) + [entry])
    fields["workspace_id"] =
      first("workspace_id") { WorkspaceID.made($0) != nil } ?? .text(workspaceID)
    fields["customizations"] = configurations.noted(
      in: first("customizations") { $0 != .null })
    return files.map { file in
      var fields = fields
      for entry in file where !Self.own.contains(entry.key) { fields[entry.key] = file[entry.key] }
      return fields
    }
  }

  private var entry: JSONValue {
    .object([
      JSONValue.Entry("from_version", from.isEmpty ? .null : .text(from)),
      JSONValue.Entry("to_version", .text(to)), JSONValue.Entry("date", .text("\(now)")),
      JSONValue.Entry("migrations_applied", .list(migrations.map { .text($0) })),
    ])
  }

  /// The entries of all histories, what only a later one has before those of the first, which is the one
  /// that was kept.
  private func history(_ values: [JSONValue]) -> [JSONValue] {
    let histories = values.filter { $0 != .null }.map { value in
      // Anything but a list is kept as an entry.
      (value.items ?? [value]).map(Self.completed)
    }
    guard let kept = histories.first else { return [] }
    var others: [JSONValue] = []
    for entry in histories.dropFirst().joined()
    where !kept.contains(entry) && !others.contains(entry) {
      others.append(entry)
    }
    return others + kept
  }

  /// An entry of an earlier version of this program, which called the versions `from` and `to`, with them
  /// by their names too.
  private static func completed(_ entry: JSONValue) -> JSONValue {
    guard case .object(var fields) = entry else { return entry }
    for (name, earlier) in [("from_version", "from"), ("to_version", "to")] {
      if fields[name] == nil, let version = fields[earlier]?.text {
        fields[name] = version.isEmpty ? .null : .text(version)
      }
    }
    return .object(fields)
  }

  /// Real files have the number 1 or the text "1.0".
  private static func wholeNumber(_ value: JSONValue) -> JSONValue? {
    switch value {
    case .word(let word):
      let digits = word.hasPrefix("-") ? word.dropFirst() : word[...]
      if !digits.isEmpty, digits.allSatisfy({ "0"..."9" ~= $0 }) { return value }
      return Double(word).flatMap(whole)
    case .text(let text): return Double(text).flatMap(whole)
    case .list, .object: return nil
    }
  }

  private static func whole(_ number: Double) -> JSONValue? {
    Int64(exactly: number.rounded(.towardZero)).map { .word("\($0)") }
  }
}
