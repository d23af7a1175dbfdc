/// The commands that a page shows in its blocks marked `console`, each with what it is said to print.
///
/// A line that begins with `$ ` is a command; `\` at its end continues it. What follows is what it
/// prints, where a line `…` alone stands for any number of lines.
struct Transcript {
  struct Step: Equatable {
    /// Counted from 1.
    var line: Int
    var command: String
    var expected: [Substring]
  }

  private(set) var steps: [Step] = []
  /// What a page must not have, whatever its commands print.
  private(set) var faults: [String] = []
  let lines: [Substring]
  /// For each step, where in the page it says what the command prints.
  private(set) var outputs: [Range<Int>] = []

  init(_ page: String) {
    lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    var number = 0
    while number < lines.count {
      let start = number
      number += 1
      guard lines[start].hasPrefix("```") else { continue }
      let end = lines[number...].firstIndex(of: "```")
      if end == nil { faults.append("line \(start + 1): the block has no end") }
      let block = number..<(end ?? lines.count)
      switch lines[start].dropFirst(3) {
      case "console": readCommands(block)
      case "sh": readUnrun(block, after: start == 0 ? "" : lines[start - 1])
      default: break
      }
      number = block.upperBound + 1
    }
  }

  private mutating func readCommands(_ block: Range<Int>) {
    var number = block.lowerBound
    while number < block.upperBound {
      let start = number
      guard lines[start].hasPrefix("$ ") else {
        faults.append("line \(start + 1): no command before \"\(lines[start])\"")
        return
      }
      while lines[number].hasSuffix("\\"), number + 1 < block.upperBound { number += 1 }
      number += 1
      let rest = lines[number..<block.upperBound]
      let output = number..<(rest.firstIndex { $0.hasPrefix("$ ") } ?? block.upperBound)
      let command = lines[start..<number].joined(separator: "\n").dropFirst(2)
      let expected = Array(lines[output])
      if expected == ["…"] {
        faults.append("line \(start + 1): … alone says nothing of what it prints")
      }
      steps.append(Step(line: start + 1, command: String(command), expected: expected))
      outputs.append(output)
      number = output.upperBound
    }
  }

  /// A block marked `sh` is not run: if it calls the program, the page says why in the line before.
  private mutating func readUnrun(_ block: Range<Int>, after line: Substring) {
    guard !line.hasPrefix("<!-- not run: ") else { return }
    for number in block where lines[number].contains("cortex ") {
      faults.append("line \(number + 1): not run, and no reason given")
    }
  }
}
