/// Where in a configuration a value is: the keys that lead to it.
///
/// Written as `templates.help.triggers`, `capabilities[id=review].status`; a key that is not a plain
/// word is in quotation marks.
struct ConfigPath: Hashable, Sendable {
  enum Step: Hashable, Sendable {
    case key(String)
    /// An item that is known by the value of one of its keys.
    case identity(key: String, value: String)
    /// An item that is a scalar itself.
    case item(String)
    /// Counted from 0.
    case index(Int)
    /// Counted from 0; only in files with several documents.
    case document(Int)
    /// A document that is in another version of the file only, counted from 0 there.
    case otherDocument(Int, of: Version)
  }

  /// A version of a file, as paths name it.
  enum Version: String, Hashable, Sendable {
    case release = "the release"
    case older = "the older file"
  }

  var steps: [Step] = []

  static let root = ConfigPath()

  func appending(_ step: Step) -> ConfigPath { ConfigPath(steps: steps + [step]) }

  /// The key of the list or map that the value is in, such as `templates`; empty at the top.
  var container: String {
    for step in steps.dropLast().reversed() {
      if case .key(let key) = step { return key }
    }
    return ""
  }
}

extension ConfigPath: CustomStringConvertible {
  var description: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + Self.quotedIfNeeded(key)
      case .identity(let key, let value): text += "[\(key)=\(Self.quotedIfNeeded(value))]"
      case .item(let value): text += "[\(Self.quotedIfNeeded(value))]"
      case .index(let index): text += "[\(index)]"
      case .document(let index): text += "[document \(index + 1)]"
      case .otherDocument(let index, let version):
        text += "[document \(index + 1) of \(version.rawValue)]"
      }
    }
    return text
  }

  private static func quotedIfNeeded(_ key: String) -> String {
    let isPlain =
      !key.isEmpty
      && key.unicodeScalars.allSatisfy {
        $0.value > 0x7F || $0 == "_" || $0 == "-" || $0 == "/" || $0 == "<" || $0 == "*"
          || (0x30...0x39).contains($0.value) || (0x41...0x5A).contains($0.value & ~0x20)
      }
    return isPlain ? key : ScalarText.doubleQuoted(key, escapingNonASCII: false)
  }
}
