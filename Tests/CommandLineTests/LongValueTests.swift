import FileEffects
import SystemPackage
import TestSupport
import Testing

/// Conflicts between long texts that differ in a word.
@Suite(.tags(.process)) struct LongValueTests {
  private let temporary: TemporaryFolder

  init() throws { temporary = try TemporaryFolder() }

  /// A file with a text of 400 words, one of them another one.
  private func file(_ word: String, header: String = "|", perLine: Int = 8) -> String {
    let words = (1...400).map { $0 == 300 ? word : "word\($0)" }
    let lines = stride(from: 0, to: words.count, by: perLine).map {
      "  " + words[$0..<min($0 + perLine, words.count)].joined(separator: " ") + "\n"
    }
    return "prompt: \(header)\n" + lines.joined()
  }

  @Test func `a merge of files shows the word`() throws {
    let folder = temporary.path
    let texts = [
      "b.yaml": file("before"), "l.yaml": file("mine", header: "|-"),
      "u.yaml": file("theirs", perLine: 7),
    ]
    for (name, text) in texts {
      try LocalFileSystem().replace(folder.appending(name), with: Array(text.utf8))
    }
    let outcome = try Program.run(
      Program.path.string, ["config", "merge", "b.yaml", "l.yaml", "u.yaml"], in: folder)
    #expect(outcome.status == 2)
    for word in ["before", "mine", "theirs"] {
      #expect(outcome.errors.contains(" \(word) "), "\(outcome.errors)")
    }
  }

  @Test func `an upgrade, its report and the list of conflicts show the word`() throws {
    let place = try ConflictTests.conflicted()
    func write(_ folder: FilePath, _ word: String) throws {
      let path = folder.appending(ConflictTests.templates)
      let text = try place.files.text(path) + file(word)
      try place.files.replace(path, with: Array(text.utf8))
    }
    try write(place.deployment, "mine")
    try write(place.release, "theirs")
    let upgrade = try place.cortex(
      "upgrade", "--yes", "--from", place.release.string, "--on-conflict", "local", "--verbose")
    #expect(upgrade.status == 0, "\(upgrade.errors)")
    let listed = try place.cortex("config", "conflicts")
    for text in [upgrade.output, listed.output] {
      #expect(text.contains(" mine ") && text.contains(" theirs "), "\(text)")
    }
  }
}
