public import FileEffects
import FoundationEssentials

/// What one file says of the version of the release or deployment that it is in.
public struct SaidVersion: Hashable, Sendable {
  /// Its path there.
  public var file: String
  /// As it is written in it.
  public var text: String
  /// `nil` where the text is no version such as 5.3.0.
  public var version: ReleaseVersion? { ReleaseVersion(text) }

  public init(file: String, text: String) {
    self.file = file
    self.text = text
  }
}

/// What the files of a release or deployment say of its version.
///
/// Asked in this order: `manifest.json`, `.cortex-version`, `cortex-brain/.cortex-version`,
/// `VERSION`, `PACKAGE-INFO.md`. One that is not there or cannot be read is passed over: several
/// are beside each other in the field, and not all are kept up to date.
/// - Parameter contents: The bytes of a file, or `nil` if there is none.
public func saidVersions(
  contents: (RelativePath) throws -> [UInt8]?
) rethrows -> [SaidVersion] {
  try VersionSource.all.compactMap { try $0.said(contents) }
}

/// The version of the release or deployment that holds these files, and the name of the file that
/// says so: of those that ``saidVersions(contents:)`` asks, the first; `nil` if none says one.
public func detectVersion(
  contents: (RelativePath) throws -> [UInt8]?
) rethrows -> (version: ReleaseVersion, source: String)? {
  for source in VersionSource.all {
    if let said = try source.said(contents), let version = said.version {
      return (version, said.file)
    }
  }
  return nil
}

extension Release {
  /// The files that ``saidVersions(contents:)`` asks.
  public static var versionPaths: [RelativePath] {
    VersionSource.all.map { ProductLayout.path($0.path) }
  }
}

/// A file that may say which version it belongs to.
struct VersionSource {
  var path: String
  private var read: ([UInt8]) -> String?

  static var all: [VersionSource] {
    let product = ProductLayout.current
    func note(_ path: String) -> VersionSource {
      VersionSource(path: path) { field(product.versionField, in: $0) }
    }
    return [
      VersionSource(path: product.manifest) { field("version", in: $0) },
      note(product.versionFile), note(product.brainVersionFile),
      VersionSource(path: product.plainVersion) { lines(of: $0).first.map { String($0) } },
      VersionSource(path: product.packageInformation) { line(product.versionLabel, in: $0) },
    ]
  }

  func said(_ contents: (RelativePath) throws -> [UInt8]?) rethrows -> SaidVersion? {
    guard let bytes = try contents(ProductLayout.path(path)),
      let text = read(bytes)
    else { return nil }
    return SaidVersion(file: path, text: text)
  }

  private static func field(_ name: String, in bytes: [UInt8]) -> String? {
    // Malformed JSON is passed over, like a missing file.
    guard let object = try? JSONDecoder().decode([String: TextOrOther].self, from: Data(bytes))
    else { return nil }
    return object[name]?.text
  }

  /// What follows a label at the beginning of a line.
  private static func line(_ label: String, in bytes: [UInt8]) -> String? {
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

/// A JSON value that matters only if it is a text.
private struct TextOrOther: Decodable {
  var text: String?

  init(from decoder: any Decoder) throws {
    // Any other type is no text; what follows it is still read.
    text = try? decoder.singleValueContainer().decode(String.self)
  }
}
