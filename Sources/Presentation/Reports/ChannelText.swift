package import Downloads
import FileEffects
import Generations
package import Upgrades

extension ChannelReport {
  package var text: String {
    guard let source else {
      return "No channel is set: 'cortex channel set SOURCE' says where releases come from.\n"
        + cachedText
    }
    return "Releases come from \(source)\(prereleases ? ", pre-releases too" : "").\n" + cachedText
  }

  private var cachedText: String {
    cached.isEmpty
      ? ""
      : "Downloaded ('cortex gc' removes it):\n"
        + Text.table(
          cached.map {
            ["  " + $0.path, Text.bytes($0.bytes), $0.complete ? "" : "incomplete"]
          })
  }
}

extension ChannelChange {
  package var text: String {
    let what = "from \(source)\(prereleases ? ", pre-releases too" : "")"
    if !changed { return "Releases already come \(what).\n" }
    return dryRun
      ? "Releases would come \(what)\(before.map { " instead of \($0)" } ?? "").\n"
      : "Releases now come \(what).\n"
        + "Next: 'cortex check' asks for a newer one, 'cortex upgrade' installs it.\n"
  }
}

extension AvailableRelease {
  package var text: String {
    let version = installed.isEmpty ? "of an unknown version" : installed
    guard let available else {
      return "CORTEX \(version) is installed; \(source) offers nothing newer.\n"
    }
    return "CORTEX \(available) is available; \(version) is installed.\n"
      + Text.table(
        [["  Source", source]] + (size.map { [["  Size", Text.bytes($0)]] } ?? [])
          + (signedBy.map { [["  Signed by", "key \($0)"]] } ?? []))
      + Text.list("Breaking changes", breaking.map(\.words), limit: 20)
      + Text.list("Features", features, limit: 20)
      + wayText
  }

  /// How to get there.
  private var wayText: String {
    let next = "Next: 'cortex upgrade', or with --dry-run to see what it would do.\n"
    guard let steps else { return next }
    return steps.isEmpty
      ? "It upgrades only from \(upgradesFrom.joined(separator: ", ")), and no release that leads there was found.\n"
      : "It takes \(Text.count(steps.count, "step")): \(steps.joined(separator: ", ")).\n"
        + next
  }
}

extension BaseComparison {
  package func text(verbose: Bool) -> String {
    let place = source == "git" ? "this repository" : source
    return "The installed release is \(release) (\(place)): \(Words.digits(same)) of "
      + "\(Words.number(total, "file")) are the same.\n"
      + Text.files("Changed or missing here", differing, verbose: verbose)
  }
}

extension PartialFetch {
  package var text: String {
    "Fetched \(Text.bytes(fetched)) of \(Text.bytes(total)) in \(Text.count(requests, "request")): the rest was already in "
      + "the store."
  }
}

extension DownloadProgress {
  /// One line that fits into `width` columns.
  ///
  /// - Parameters:
  ///   - speed: Bytes a second; `nil` while it is not known yet.
  package func text(speed: Double?, width: Int) -> String {
    var parts = [
      total.map { "\(Text.bytes(count)) of \(Text.bytes($0))" } ?? Text.bytes(count)
    ]
    if let total, total > 0 { parts.append("\(count * 100 / total) %") }
    if let speed, speed > 0 {
      parts.append("\(Text.bytes(UInt64(speed)))/s")
      if let total, total > count {
        parts.append("\(Text.roughly(Double(total - count) / speed)) left")
      }
    }
    let figures = parts.joined(separator: ", ")
    let room = width - figures.count - "Fetching ".count - 3
    return room > 8 ? "Fetching \(Words.oneLine(name, limit: room)): \(figures)" : figures
  }
}
