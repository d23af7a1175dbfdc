import FileEffects
import Glibc
import SystemPackage

/// The command line as the system hands it over: its words need not be text.
enum RawArguments {
  /// The words, the program's name left out; one that is no text as ``Spelling`` writes it.
  static let words: [String] = raw.map { bytes in
    String(validating: bytes, as: UTF8.self) ?? Spelling.text(of: bytes)
  }

  private static let raw: [[UInt8]] = (0..<Int(CommandLine.argc)).dropFirst().compactMap { index in
    CommandLine.unsafeArgv[index].map { word in
      Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
    }
  }

  /// Words that are no text, and what follows an option's `=` in them, by how they are written.
  private static let spelled: [String: [UInt8]] = {
    var spelled: [String: [UInt8]] = [:]
    for bytes in raw where String(validating: bytes, as: UTF8.self) == nil {
      spelled[Spelling.text(of: bytes)] = bytes
      if let cut = bytes.firstIndex(of: UInt8(ascii: "=")) {
        let value = Array(bytes[(cut + 1)...])
        spelled[Spelling.text(of: value)] = value
      }
    }
    return spelled
  }()

  /// The bytes of a word, or of an option's value.
  static func bytes(of argument: String) -> [UInt8] { spelled[argument] ?? Array(argument.utf8) }
}

extension FilePath {
  /// A place on this machine that the command line names.
  init(argument: String) { self.init(bytes: RawArguments.bytes(of: argument)) }
}
