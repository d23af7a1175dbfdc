import FileEffects
import Generations
package import Upgrades

extension GenerationList {
  /// What can be brought back, and until when.
  package var deletedText: String {
    guard !deleted.isEmpty else { return "No deleted generation can be brought back.\n" }
    return Text.table(
      [["N", "created", "version", "can be brought back until"]]
        + deleted.map { ["\($0.number)", "\($0.created)", $0.version, "\($0.until)"] })
      + "'cortex gen undelete N' brings one back.\n"
  }

  package var text: String {
    guard !generations.isEmpty || !damaged.isEmpty else { return "No generations.\n" }
    return table
      + Text.list(
        "Damaged for good", damaged.map { "generation \($0.number): \($0.reason)" })
      + (deleted.isEmpty
        ? ""
        : "\(deleted.count) deleted: 'cortex gen list --deleted' shows until when "
          + "\(deleted.count == 1 ? "it" : "each") can be brought back.\n")
  }

  /// A line for each generation; with what it alone holds, where that was asked for.
  private var table: String {
    let isMeasured = generations.contains { $0.uniqueBytes != nil }
    var header = ["", "N", "created", "version", "kind", "files", "size"]
    if isMeasured { header.append("only here") }
    header.append("note")
    let rows = generations.map { generation -> [String] in
      var row = [
        generation.number == current ? "*" : " ", "\(generation.number)",
        "\(generation.created)", generation.version,
        generation.kind.rawValue + (generation.state == .failed ? " (failed)" : ""),
        "\(generation.files)", Text.bytes(generation.bytes),
      ]
      if isMeasured { row.append(generation.uniqueBytes.map { Text.bytes($0) } ?? "") }
      row.append(generation.note + (generation.pinned.map { " [pinned: \($0)]" } ?? ""))
      return row
    }
    return Text.table([header] + rows)
  }
}

extension GenerationContents {
  package var text: String {
    var rows = [
      ["generation", "\(generation.number)"],
      ["parent", generation.parent.map { "\($0)" } ?? "none"],
      ["created", "\(generation.created)"],
      ["version", generation.version],
      ["kind", generation.kind.rawValue],
      ["state", generation.state.rawValue],
      ["files", "\(generation.files), \(Text.bytes(generation.bytes))"],
    ]
    if !generation.note.isEmpty { rows.append(["note", generation.note]) }
    if let pinned = generation.pinned { rows.append(["pinned", "\(pinned)"]) }
    return Text.table(rows) + "\n"
      + Text.table(
        contents.map {
          [$0.mode, $0.layer.map { "\($0)" } ?? "none", "\($0.kind)", "\($0.size)", $0.path]
        })
  }
}
