public import FileEffects
import FoundationEssentials

/// The version of the release or deployment that holds these files, and the name of the file that
/// says so; `nil` if none does.
///
/// Asked in this order: `manifest.json`, `.cortex-version`, `cortex-brain/.cortex-version`,
/// `VERSION`, `PACKAGE-INFO.md`. One that is not there or cannot be read is passed over: several
/// are beside each other in the field, and not all are kept up to date.
/// - Parameter contents: The bytes of a file, or `nil` if there is none.
public func detectVersion(
  contents: (RelativePath) throws -> [UInt8]?
) rethrows -> (version: ReleaseVersion, source: String)? {
  for source in VersionSource.all {
    guard let bytes = try contents(RelativePath(unchecked: Array(source.path.utf8))) else {
      continue
    }
    if let version = source.read(bytes).flatMap({ ReleaseVersion($0) }) {
      return (version, source.path)
    }
  }
  return nil
}

/// A file that may say which version it belongs to.
private struct VersionSource {
  var path: String
  var read: ([UInt8]) -> String?

  static var all: [VersionSource] {
    [
      VersionSource(path: "manifest.json") { field("version", in: $0) },
      VersionSource(path: ".cortex-version") { field("cortex_version", in: $0) },
      VersionSource(path: "cortex-brain/.cortex-version") { field("cortex_version", in: $0) },
      VersionSource(path: "VERSION") { lines(of: $0).first.map { String($0) } },
      VersionSource(path: "PACKAGE-INFO.md", read: versionLine),
    ]
  }

  private static func field(_ name: String, in bytes: [UInt8]) -> String? {
    // Malformed JSON is passed over, like a missing file.
    guard let object = try? JSONDecoder().decode([String: TextOrOther].self, from: Data(bytes))
    else { return nil }
    return object[name]?.text
  }

  private static func versionLine(_ bytes: [UInt8]) -> String? {
    let label = "**Version:**"
    for line in lines(of: bytes) {
      let text = line.drop(while: \.isWhitespace)
      if text.hasPrefix(label) { return String(text.dropFirst(label.count)) }
    }
    return nil
  }

  private static func lines(of bytes: [UInt8]) -> [Substring] {
    var text = String(decoding: bytes, as: UTF8.self)[...]
    if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
    return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
  }
}

/// A JSON value of which only a text matters.
private struct TextOrOther: Decodable {
  var text: String?

  init(from decoder: any Decoder) throws {
    // Any other type is no text; what follows it is still read.
    text = try? decoder.singleValueContainer().decode(String.self)
  }
}
