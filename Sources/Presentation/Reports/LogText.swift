import FileEffects
public import Generations
package import Upgrades

extension LogReport {
  package var text: String {
    if entries.isEmpty && faults.isEmpty {
      return count == 0 ? "Nothing has been logged yet.\n" : "Nothing has been logged since then.\n"
    }
    return Text.table(
      entries.map { entry in
        [
          "\(entry.time.words.dropLast(4))", entry.words, entry.change, entry.by,
          entry.result.words + (entry.seconds >= 0.1 ? " in \(Words.seconds(entry.seconds))" : "")
            + (entry.problem.map { ": \($0)" } ?? ""),
        ]
      }) + problems
  }

  /// After `--verify`.
  package var verdict: String {
    ok
      ? "The log is whole: \(Words.digits(count)) \(count == 1 ? "entry" : "entries").\n"
      : problems
  }

  private var problems: String {
    Text.list("The log is not as it was written", faults.map { "\($0)" }, limit: .max)
  }
}

extension ActionEntry {
  /// What was done, and to what, unless the versions say it.
  fileprivate var words: String {
    guard let subject, from == to else { return action }
    let longest = 24
    let text = Spelling.line(subject)
    return "\(action) \(text.count > longest ? "…\(text.suffix(longest - 1))" : text)"
  }

  /// What changed: `5.2.0 to 5.3.0, generation 3`.
  fileprivate var change: String {
    let versions = from == to || from.isEmpty ? to : "\(from) to \(to)"
    let number = generation.map { "generation \($0)" }
    return [versions.isEmpty ? nil : versions, number].compactMap(\.self).joined(separator: ", ")
  }

  fileprivate var by: String {
    host.isEmpty ? user : "\(user)@\(host)"
  }
}

extension ActionEntry.Result {
  fileprivate var words: String {
    switch self {
    case .done: "ok"
    case .failed: "failed"
    case .undone: "failed, undone"
    case .needsAttention: "needs attention"
    case .found: "ok, found later"
    }
  }
}

extension ActionLogFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .edited(let line): "line \(line) was edited"
    case .missing(let range):
      range.count == 1
        ? "entry \(range.lowerBound) is missing"
        : "entries \(range.lowerBound) to \(range.upperBound) are missing"
    case .moved(let line, let entry): "entry \(entry) stands out of order, in line \(line)"
    case .unchained(let line): "line \(line) does not follow from the line before it"
    case .otherEnd(let entry): "entry \(entry), the last one, is another one than was written"
    case .endUnknown: "nothing says any more how many entries there were"
    }
  }
}
