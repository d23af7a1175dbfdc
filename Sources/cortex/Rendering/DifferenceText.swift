import FileEffects
import Upgrades

extension DifferenceReport {
  /// The lines of the files that were named, as `git diff` shows them, and what differs in databases.
  func lineText(_ paint: Paint) -> String {
    guard !lines.isEmpty else {
      return
        "\(paths.joined(separator: ", ")) \(paths.count == 1 ? "is" : "are") the same in both generations.\n"
    }
    return lines.map { $0.text(paint) }.joined() + databaseText
  }
}

extension FileDifference {
  fileprivate func text(_ paint: Paint) -> String {
    let (old, new) = ("a/\(path)", "b/\(path)")
    var heading = ["diff --git \(old) \(new)"]
    switch (modeBefore, modeAfter) {
    case (nil, let after?): heading.append("new file mode \(after)")
    case (let before?, nil): heading.append("deleted file mode \(before)")
    case (let before?, let after?) where before != after:
      heading += ["old mode \(before)", "new mode \(after)"]
    default: break
    }
    if !hunks.isEmpty {
      heading.append("--- " + (modeBefore == nil ? "/dev/null" : old))
      heading.append("+++ " + (modeAfter == nil ? "/dev/null" : new))
    }
    var text = heading.map { paint(Spelling.line($0), .heading) + "\n" }.joined()
    if kind == "binary" { text += "Binary files \(old) and \(new) differ\n" }
    if !note.isEmpty { text += "\(path): \(note)\n" }
    for hunk in hunks {
      text += paint("@@ \(hunk.place) @@", .release) + "\n"
      text += hunk.lines.map { line in
        let shown = Spelling.lines(line)
        return switch line.first {
        case "-": paint(shown, .removed) + "\n"
        case "+": paint(shown, .yours) + "\n"
        default: shown + "\n"
        }
      }.joined()
    }
    return text
  }
}
