import ConfigMerge
package import Upgrades

/// Names of keys, and other things, as words of a sentence.
package enum Words {
  /// `operations` as one of them: `operation`. Anything but a plural stays unchanged.
  package static func singular(_ plural: String) -> String {
    if plural.hasSuffix("ies"), plural.count > 4 { return plural.dropLast(3) + "y" }
    for ending in ["sses", "shes", "ches", "xes"] where plural.hasSuffix(ending) {
      return String(plural.dropLast(2))
    }
    return plural.hasSuffix("s") && !plural.hasSuffix("ss") ? String(plural.dropLast()) : plural
  }

  /// The number of items in a container: `8 templates`, `1 template`, `2 keys of help`, `3 values`.
  static func count(_ number: Int, of container: String) -> String {
    let isOne = number == 1
    if container.isEmpty { return "\(number) value\(isOne ? "" : "s")" }
    if singular(container) != container {
      return "\(number) \(isOne ? singular(container) : container)"
    }
    return "\(number) key\(isOne ? "" : "s") of \(container)"
  }

  /// So many of something, in groups of three digits: `2,338 core files`, `1 configuration`.
  package static func number(_ number: Int, _ noun: String) -> String {
    "\(digits(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// A number in groups of three digits.
  package static func digits(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A time that was measured to the millisecond.
  package static func seconds(_ seconds: Double) -> String {
    seconds < 0.001 ? "less than 1 ms" : "\((seconds * 1000).rounded() / 1000) s"
  }

  /// How long something will take, as far as one can say: `less than a second`, `about 3 s`.
  static func about(_ seconds: Double) -> String {
    if seconds < 1 { return "less than a second" }
    return seconds < 90
      ? "about \(Int(seconds.rounded(.up))) s" : "about \(Int((seconds / 60).rounded(.up))) min"
  }

  /// A value in one line, shortened where it is long.
  package static func oneLine(_ text: String, limit: Int = 60) -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return words.count > limit ? words.prefix(limit - 1) + "…" : words
  }

  /// A word for a shell.
  static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "._/-".utf8.contains(byte)
        }
      }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}

extension UpgradePlan.ConfigFile {
  /// What becomes of the file, counted: `12 custom triggers preserved, 8 templates added, 3 values
  /// updated, 1 removed, 2 conflicts`.
  package var summary: String {
    func number(_ kind: ConfigChange.Kind) -> Int { changes.count { $0.kind == kind } }
    var parts = counted(changes.filter { $0.kind == .kept && $0.custom }) {
      // Where the number stands before an adjective, the noun is the container's.
      "\($0) custom \($1) preserved"
    }
    let edits = changes.count { $0.kind == .kept && !$0.custom }
    if edits > 0 { parts.append("\(edits) of your values preserved") }
    parts += counted(changes.filter { $0.kind == .added }) { "\($0) \($1) added" }
    let replaced = number(.replaced)
    if replaced > 0 { parts.append("\(Words.count(replaced, of: "")) updated") }
    let removed = number(.removed)
    if removed > 0 { parts.append("\(removed) removed") }
    if !conflicts.isEmpty {
      let isGrouped = !questions.isEmpty && questions.count < conflicts.count
      parts.append(
        "\(conflicts.count) conflict\(conflicts.count == 1 ? "" : "s")"
          + (isGrouped
            ? " in \(questions.count) question\(questions.count == 1 ? "" : "s")" : ""))
    }
    return parts.isEmpty ? "no changes" : parts.joined(separator: ", ")
  }

  /// The counts of changes by what they are in, the greatest first; beyond three, the rest as one.
  private func counted(
    _ changes: [UpgradePlan.KeyChange], _ words: (Int, String) -> String
  ) -> [String] {
    let groups = Dictionary(grouping: changes, by: \.container).mapValues(\.count)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    func phrase(_ number: Int, _ container: String) -> String {
      words(number, String(Words.count(number, of: container).drop { $0 != " " }.dropFirst()))
    }
    let rest = groups.dropFirst(3).reduce(0) { $0 + $1.value }
    return groups.prefix(3).map { phrase($0.value, $0.key) }
      + (rest > 0 ? [phrase(rest, "")] : [])
  }
}
