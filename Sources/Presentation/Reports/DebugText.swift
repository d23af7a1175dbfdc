import FileEffects
package import Generations
package import ObjectStore
package import Upgrades

extension DescribeObject.Report {
  package var text: String {
    description.text
      + Text.list(
        "It is the contents of",
        files.map {
          "generation \($0.generation)\($0.isReleases ? "'s release" : ""): \($0.path)"
        })
  }
}

extension ObjectDescription {
  package var text: String {
    Text.table([
      ["object", "\(object)"], ["type", type.rawValue], ["size", "\(bytes) B"],
      ["delta chain", chain.isEmpty ? "none" : chain.map(\.short).joined(separator: " → ")],
    ])
      + Text.table(
        [["copy in", "frame", "at", "stored", "offset", "base"]]
          + copies.map {
            [
              $0.pack, "\($0.frame)", "\($0.offset)", "\($0.storedBytes) B",
              "\($0.offsetInFrame)", $0.base?.short ?? "none",
            ]
          })
      + (parts.isEmpty
        ? ""
        : Text.table(
          parts.map {
            [
              $0.mode ?? "", $0.layer ?? "", $0.kind ?? "chunk", "\($0.bytes) B", $0.object.short,
              $0.name ?? "",
            ]
          }))
  }
}

extension PackDescription {
  package var text: String {
    let count = frames.reduce(0) { $0 + $1.objects.count }
    return "\(bytes) B, \(Text.count(frames.count, "frame")), \(Text.count(count, "object"))\n"
      + Text.table(
        [["frame", "at", "stored", "size", "base", "object", "type", "offset", "size"]]
          + frames.flatMap { frame in
            frame.objects.enumerated().map { index, object in
              let isFirst = index == 0
              return [
                isFirst ? "\(frame.number)" : "", isFirst ? "\(frame.offset)" : "",
                isFirst ? "\(frame.storedBytes)" : "", isFirst ? "\(frame.bytes)" : "",
                isFirst ? frame.base?.short ?? "none" : "", object.object.short,
                object.type.rawValue, "\(object.offset)", "\(object.bytes)",
              ]
            }
          })
  }
}

extension SmallFileDescription {
  package var shown: String {
    let copyText =
      switch copy {
      case .same: "the same"
      case .different: "different"
      case .missing: "missing"
      }
    return Text.table([
      ["file", name], ["state", fault ?? "whole"], ["copy in the ledger", copyText],
    ]) + (text.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" } ?? "")
  }
}

extension JournalDescription {
  package var text: String {
    Text.table([
      ["direction", direction], ["from", "generation \(from)"],
      ["to", "generation \(to)\(isNew ? ", new" : "")"], ["tree before", "\(before)"],
      ["tree after", "\(after)"],
      ["migrations", migrations.isEmpty ? "none" : migrations.joined(separator: ", ")],
    ])
  }

  /// Where no switch is under way.
  package static let none = "No switch is under way.\n"
}

extension StatCacheDescription {
  package var text: String {
    if !isReadable {
      return "The stat cache cannot be read; the next snapshot or upgrade rebuilds it.\n"
    }
    if folders.isEmpty { return "The stat cache remembers nothing.\n" }
    return Text.table([["rules", "\(rules)"], ["packs", packs.joined(separator: ", ")]])
      + folders.map { folder in
        "\(folder.path.isEmpty ? "." : folder.path)  \(folder.tree.short)"
          + "\(folder.isWhole ? "" : "  (not all names)")\n"
          + Text.table(
            folder.rows.map {
              [
                "  ", $0.found.rawValue, $0.bytes.map { "\($0) B" } ?? "",
                $0.modified.map { "\($0) ns" } ?? "", $0.object?.short ?? "", $0.name,
              ]
            })
      }.joined()
  }
}

extension ObjectID {
  /// As many digits as tell objects apart for a reader.
  fileprivate var short: String { String(description.prefix(12)) }
}
