import Foundation

/// The texts that are written in source files, without what is put into them when the program runs.
enum SourceTexts {
  /// Files whose texts are no sentences.
  private static let labels = ["ErrorCode.swift", "Failure.swift", "PageStyle.swift"]

  static func pieces(in folder: String) throws -> [String] {
    let place = Golden.package.appending(path: folder)
    return try FileManager.default.contentsOfDirectory(at: place, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "swift" && !labels.contains($0.lastPathComponent) }
      .flatMap { file in
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let code = lines.filter { !$0.trimmingPrefix(while: \.isWhitespace).hasPrefix("//") }
        return pieces(ofCode: code.joined(separator: "\n"))
      }
  }

  /// Reads literals with other code in them, and literals in that.
  private static func pieces(ofCode code: String) -> [String] {
    var pieces: [String] = []
    var rest = code[...]
    /// For each literal that is open, how many parentheses are open in the code that it is interrupted by.
    var open: [Int] = []
    var text: String?
    func end() { if let text, !text.isEmpty { pieces.append(text) } }
    while let character = rest.popFirst() {
      switch (text, character) {
      case (_?, "\\"):
        let escaped = rest.popFirst() ?? " "
        if escaped == "(" {
          end()
          text = nil
          open.append(1)
        } else {
          text?.append(escaped == "n" ? "\n" : escaped)
        }
      case (_?, "\""):
        end()
        text = nil
      // Whether code is what comes next is told by what is open around it.
      case (_?, _): text?.append(character)
      case (nil, "\""): text = ""
      case (nil, "("): if !open.isEmpty { open[open.count - 1] += 1 }
      case (nil, ")"):
        guard !open.isEmpty else { break }
        open[open.count - 1] -= 1
        if open[open.count - 1] == 0 {
          open.removeLast()
          text = ""
        }
      default: break
      }
    }
    return pieces
  }
}
