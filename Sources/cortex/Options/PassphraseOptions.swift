import ArgumentParser
import FileEffects
import Glibc
import Presentation
import SystemPackage

/// The passphrase of a secret key: never an argument, which others could read.
struct PassphraseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Take the passphrase from the first line of this file (default: CORTEX_PASSPHRASE, else asked for)",
      valueName: "file"), completion: .file(), transform: Values.some(.file))
  var passwordFile: String?

  /// Says the passphrase; `nil` where nobody can be asked.
  ///
  /// - Parameter isNew: Asks twice, and takes no empty one.
  func passphrase(isNew: Bool = false) throws -> [UInt8]? {
    if let passwordFile {
      let text = try LocalFileSystem().readNamed(FilePath(argument: passwordFile), atMost: 64 << 10)
      let line = text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      return try usable(Array(line), isNew, from: passwordFile)
    }
    if let word = DeploymentOptions.environment("CORTEX_PASSPHRASE") { return Array(word.utf8) }
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
    guard let word = ask(isNew ? Question.newPassphrase : Question.passphrase) else { return nil }
    guard isNew else { return word }
    guard ask(Question.samePassphrase) == word else { throw PassphraseError.differs }
    return try usable(word, isNew, from: nil)
  }

  private func usable(_ word: [UInt8], _ isNew: Bool, from file: String?) throws -> [UInt8] {
    if isNew && word.isEmpty { throw PassphraseError.empty(file: file) }
    return word
  }

  /// Reads a line that the terminal does not show.
  private func ask(_ question: String) -> [UInt8]? {
    var before = termios()
    guard tcgetattr(STDIN_FILENO, &before) == 0 else { return nil }
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    // What was typed before is no passphrase; what is typed from here on is not shown.
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    Terminal.write("\(question) ")
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
      Terminal.write("\n")
    }
    return readLine().map { Array($0.utf8) }
  }
}
