import FileEffects

/// What a signature says of the file that it is for: fields `name:value`, with tabs between them, as minisign
/// writes them, or any other text.
public struct TrustedComment: Hashable, Sendable {
  let bytes: [UInt8]

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// - Parameters:
  ///   - version: Of the release that the file belongs to.
  ///   - signed, expires: In seconds since 1970. What is signed is not to be taken for the newest one
  ///     after it has expired.
  public init(
    product: String?, version: ReleaseVersion?, signed: Int64, expires: Int64?, file: String
  ) {
    let fields: [(String, String?)] = [
      ("product", product), ("version", version.map { "\($0)" }), ("timestamp", "\(signed)"),
      ("expires", expires.map { "\($0)" }), ("file", file),
    ]
    bytes = Array(
      fields.compactMap { name, value in value.map { "\(name):\($0)" } }
        .joined(separator: "\t").utf8)
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  private func field(_ name: String) -> String? {
    String(decoding: bytes, as: UTF8.self).split(separator: "\t").first {
      $0.hasPrefix("\(name):")
    }.map { String($0.dropFirst(name.count + 1)) }
  }

  public var product: String? { field("product") }
  public var version: ReleaseVersion? { field("version").flatMap { ReleaseVersion($0) } }
  /// In seconds since 1970, as the next one.
  public var signed: Int64? { field("timestamp").flatMap { Int64($0) } }
  public var expires: Int64? { field("expires").flatMap { Int64($0) } }
  /// What it says of that and is no time.
  public var unreadableExpiry: String? { expires == nil ? field("expires") : nil }
}
