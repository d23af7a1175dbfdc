import FileEffects

/// The last step before text reaches a terminal: nothing in it is a command to one, but for the colours
/// that ``Paint`` has put there.
package enum Shown {
  /// What stands for a change of colour until then. Nobody else can write it: it is another one each time.
  private static let mark = "\u{1}\(UInt64.random(in: .min ... .max))\u{2}"
  private static let end = "\u{2}"

  /// Stands for the sequence with this code.
  static func color(_ code: String) -> String { mark + code + end }

  /// Lines of text as they can be shown.
  package static func text(_ text: String) -> String {
    // Nearly all text has none, and may be long.
    guard text.utf8.contains(1) else { return Spelling.lines(text) }
    let pieces = text.split(separator: mark, omittingEmptySubsequences: false)
    return Spelling.lines(String(pieces[0]))
      + pieces.dropFirst().map { piece in
        let parts = piece.split(separator: end, maxSplits: 1, omittingEmptySubsequences: false)
        return "\u{1b}[\(parts[0])m" + Spelling.lines(String(parts.last ?? ""))
      }.joined()
  }
}
