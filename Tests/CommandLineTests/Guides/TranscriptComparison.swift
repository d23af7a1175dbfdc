extension Transcript {
  /// What a command did when it was run.
  struct Outcome {
    var status: Int32
    var printed: [Substring]
  }

  /// Where the page does not say what its commands did, one text each.
  ///
  /// - Parameter outcomes: Those of the steps, in order; fewer if the shell ended early.
  func differences(from outcomes: [Outcome]) -> [String] {
    var found = zip(steps, outcomes).filter { !Self.fits($0.expected, $1.printed) }.map {
      """
      line \($0.line): $ \($0.command)
      says
      \($0.expected.joined(separator: "\n"))
      and printed
      \($1.printed.joined(separator: "\n"))
      """
    }
    let followers = steps.dropFirst().map(\.command) + [""]
    for ((step, outcome), next) in zip(zip(steps, outcomes), followers)
    where outcome.status != 0 && next != "echo $?" {
      found.append("line \(step.line): exit status \(outcome.status), which the page does not show")
    }
    if outcomes.count < steps.count {
      found.append("line \(steps[outcomes.count].line): the shell did not get this far")
    }
    return found
  }

  /// The page with what was printed where it says something else; what fits stays as it is.
  func corrected(by outcomes: [Outcome]) -> String {
    var lines = lines
    for ((step, output), outcome) in zip(zip(steps, outputs), outcomes).reversed()
    where !Self.fits(step.expected, outcome.printed) {
      lines.replaceSubrange(output, with: Self.trimmed(outcome.printed))
    }
    return lines.joined(separator: "\n")
  }

  /// Whether lines are those expected, but for what differs from run to run and what `…` stands for.
  static func fits(_ expected: [Substring], _ printed: [Substring]) -> Bool {
    let expected = RunMask.masked(trimmed(expected))
    let printed = RunMask.masked(trimmed(printed))
    var next = 0
    var line = 0
    // The last … met, and the first line after what it stands for.
    var gap: (place: Int, end: Int)?
    while line < printed.count {
      if next < expected.count, expected[next] == "…" {
        gap = (next, line)
        next += 1
      } else if next < expected.count, expected[next] == printed[line] {
        next += 1
        line += 1
      } else if let last = gap {
        gap = (last.place, last.end + 1)
        next = last.place + 1
        line = last.end + 1
      } else {
        return false
      }
    }
    return expected[next...].allSatisfy { $0 == "…" }
  }

  /// Without empty lines at the end: there may be some between commands.
  private static func trimmed(_ lines: [Substring]) -> [Substring] {
    Array(lines.reversed().drop { $0.isEmpty }.reversed())
  }
}
