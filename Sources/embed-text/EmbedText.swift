import FoundationEssentials

/// `embed-text NAME FILE SOURCE`: writes a Swift constant that holds the text of a file.
///
/// For the build alone, and so small that it needs nothing of the package.
@main
struct EmbedText {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 3, let name = arguments.first, let source = arguments.last else {
      throw CocoaError(.fileReadUnknown)
    }
    let text = try String(contentsOfFile: arguments[2], encoding: .utf8)
    let constant = "let \(name) = \(text.debugDescription)\n"
    // Writing the same again would rebuild everything that depends on it.
    guard (try? String(contentsOfFile: source, encoding: .utf8)) != constant else { return }
    try constant.write(toFile: source, atomically: true, encoding: .utf8)
  }
}
